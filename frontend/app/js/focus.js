// Takes the reader to the first field that was refused: on a page that came back, and after htmx swapped a form. An example of such a
// field, which is in no form, leaves the page as it is.
function focusRefused(root) {
  const field = [...root.querySelectorAll('[aria-invalid="true"]')].find((refused) => refused.form ?? refused.closest('form'));
  if (!field) return;
  field.focus({ preventScroll: true });
  field.scrollIntoView({ block: 'center' });
}

document.addEventListener('htmx:afterSettle', (event) => focusRefused(event.detail.elt));
focusRefused(document);
