// [data-bulk="name"]: actions on the rows whose checkbox of that name is ticked. They say how many these are, and wait for the first.
const boxesOf = (bar) => [...bar.closest('form').querySelectorAll(`input[type="checkbox"][name="${bar.dataset.bulk}"]`)];

function count(bar) {
  const boxes = boxesOf(bar);
  const ticked = boxes.filter((box) => box.checked).length;
  for (const button of bar.querySelectorAll('button')) button.disabled = ticked === 0;
  bar.querySelector('[data-bulk-count]').textContent = ticked === 0 ? 'None selected' : `${ticked} selected:`;
  const all = bar.querySelector('[data-bulk-all]');
  all.checked = ticked > 0 && ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
}

document.addEventListener('change', (event) => {
  const bar = event.target.closest('form')?.querySelector('[data-bulk]');
  if (!bar) return;
  if (event.target.matches('[data-bulk-all]')) for (const box of boxesOf(bar)) box.checked = event.target.checked;
  count(bar);
});

const countAll = () => document.querySelectorAll('[data-bulk]').forEach(count);
document.addEventListener('htmx:afterSettle', countAll);
addEventListener('pageshow', countAll);
countAll();
