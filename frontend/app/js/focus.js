// Takes the reader to the first field that was refused: on a page that came back, and after htmx swapped a form.
function focusRefused(root) {
  const field = root.querySelector('[aria-invalid="true"]');
  if (!field) return;
  field.focus({ preventScroll: true });
  field.scrollIntoView({ block: 'center' });
}

document.addEventListener('htmx:afterSettle', (event) => focusRefused(event.detail.elt));
focusRefused(document);
