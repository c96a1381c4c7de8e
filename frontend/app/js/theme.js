// form[data-theme-choice]: changes the theme at once; without this script the form is sent and the page comes back changed.
const YEAR_SECONDS = 365 * 24 * 3600;

document.addEventListener('submit', (event) => {
  const form = event.target.closest('[data-theme-choice]');
  if (!form || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  document.cookie = `nemo-theme=${theme}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;
  document.documentElement.dataset.theme = theme;
  for (const button of form.querySelectorAll('button')) {
    button.setAttribute('aria-pressed', String(button === event.submitter));
  }
});
