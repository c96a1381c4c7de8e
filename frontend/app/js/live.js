// [data-live]: htmx asks for what came meanwhile every few seconds. Not while the page is hidden, nor while a table or menu
// inside is open that would close.
const live = () => document.querySelector('[data-live]');

document.addEventListener('htmx:beforeRequest', (event) => {
  const list = event.target.closest('[data-live]');
  if (list && event.detail.elt === list && (document.hidden || list.querySelector('details[open]'))) event.preventDefault();
});

document.addEventListener('htmx:afterSwap', (event) => {
  const status = document.querySelector('[data-live-status]');
  if (!status || !event.detail.target.hasAttribute?.('data-live')) return;
  const count = document.querySelectorAll('.row-new').length;
  if (count > 0) status.textContent = count === 1 ? '1 new request' : `${count} new requests`;
});

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) live()?.dispatchEvent(new CustomEvent('live:resume'));
});
