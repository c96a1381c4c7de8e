// A link that loads into #dialog opens it; without this script the link leads to a page that asks the same.
const dialog = document.getElementById('dialog');

document.addEventListener('htmx:afterSwap', (event) => {
  if (event.detail.target === dialog && !dialog.open) dialog.showModal();
});

dialog.addEventListener('click', (event) => {
  const closes = event.target === dialog || event.target.closest('[data-dialog-close]');
  if (!closes) return;
  event.preventDefault();
  dialog.close();
});
