// input[data-fills="#id"]: what is typed appears in each [data-filled] of that element, and goes nowhere else.
document.addEventListener('input', (event) => {
  const input = event.target.closest('[data-fills]');
  if (!input) return;
  for (const place of document.querySelectorAll(`${input.dataset.fills} [data-filled]`)) {
    place.textContent = input.value.trim() || input.placeholder;
  }
});
