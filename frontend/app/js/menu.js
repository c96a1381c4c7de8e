// details[data-menu]: closes on Escape and when something else is clicked.
function closeExcept(kept) {
  for (const menu of document.querySelectorAll('details[data-menu][open]')) {
    if (menu !== kept) menu.open = false;
  }
}

document.addEventListener('click', (event) => closeExcept(event.target.closest('details[data-menu]')));

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const menu = event.target.closest('details[data-menu][open]');
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary').focus();
});
