// textarea[data-secret]: hidden until it is to be shown; the page is not left before it was copied without a question.
const secret = document.querySelector('[data-secret]');

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-reveals]');
  if (!button) return;
  const shown = document.querySelector(button.dataset.reveals).toggleAttribute('data-shown');
  button.setAttribute('aria-pressed', String(shown));
  button.textContent = shown ? 'Hide' : 'Show';
});

if (secret) {
  const question = (event) => event.preventDefault();
  const copied = () => removeEventListener('beforeunload', question);
  addEventListener('beforeunload', question);
  document.addEventListener('nemo:copied', copied);
  document.addEventListener('copy', () => {
    if (document.activeElement === secret || String(getSelection()).includes(secret.value.trim())) copied();
  });
}
