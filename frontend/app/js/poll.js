// [data-while-seen]: what asks again and again does so only while the page is visible.
document.addEventListener('htmx:beforeRequest', (event) => {
  if (document.hidden && event.detail.elt.matches('[data-while-seen]')) event.preventDefault();
});
