// Says that the server could not be reached, where htmx would stay silent.
document.addEventListener('htmx:sendError', () => show('The server cannot be reached. Check your connection and try again.'));
document.addEventListener('htmx:responseError', (event) => {
  show(`The server answered ${event.detail.xhr.status}. Reload the page to see what happened.`);
});

function show(text) {
  const notice = document.createElement('div');
  notice.className = 'notice notice-bad notice-floating';
  notice.setAttribute('role', 'alert');
  notice.textContent = text;
  document.body.append(notice);
  setTimeout(() => notice.remove(), 8000);
}
