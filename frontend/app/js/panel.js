// a[data-panel-open="id"]: htmx loads the page behind the link into #request-panel, which opens beside the list. `selected` in the
// address names what is open. Without this script the link leads to the page.
const NARROW = matchMedia('(width < 60rem)');
let opened = '';

const panel = () => document.getElementById('request-panel');

function remember(id) {
  const address = new URL(location.href);
  if (id) address.searchParams.set('selected', id);
  else address.searchParams.delete('selected');
  history.replaceState(history.state, '', address);
}

function mark(id) {
  for (const link of document.querySelectorAll('[data-panel-open]')) {
    if (link.dataset.panelOpen === id) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}

function show(path) {
  opened = path.slice(path.lastIndexOf('/') + 1);
  panel().querySelector('[data-panel-page]').href = path;
  if (!panel().open) {
    if (NARROW.matches) panel().showModal();
    else panel().show();
  }
  remember(opened);
  mark(opened);
  const body = document.getElementById('request-panel-body');
  body.scrollTop = 0;
  body.focus({ preventScroll: true });
}

// Before htmx hears of it: with these keys the browser opens the page elsewhere.
document.addEventListener('click', (event) => {
  const link = event.target.closest('[data-panel-open]');
  if (link && (event.ctrlKey || event.metaKey || event.shiftKey)) event.stopPropagation();
}, true);

document.addEventListener('click', (event) => {
  const inside = event.target.closest('#request-panel');
  if (inside && (event.target === inside || event.target.closest('[data-panel-close]'))) inside.close();
});

document.addEventListener('htmx:afterSwap', (event) => {
  if (event.detail.target.id === 'request-panel-body') show(event.detail.pathInfo.requestPath.split('?')[0]);
  else if (opened) mark(opened);
});

// A panel that is not modal does not close on Escape by itself.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !panel()?.open || document.querySelector('dialog:modal, details[data-menu][open]')) return;
  panel().close();
});

document.addEventListener('close', (event) => {
  if (event.target.id !== 'request-panel') return;
  const row = document.getElementById(`request-${opened}`);
  opened = '';
  remember('');
  mark('');
  row?.focus();
}, true);
