// [data-figure]: while it is pointed at or focused, its text shows in the [data-figure-shown] of the same chart.
function shownOf(element) {
  return element.closest('.request-chart')?.querySelector('[data-figure-shown]');
}

function show(event) {
  const figure = event.target.closest?.('[data-figure]');
  const shown = figure && shownOf(figure);
  if (!shown) return;
  shown.dataset.usual ??= shown.textContent;
  shown.textContent = figure.dataset.figure;
}

function hide(event) {
  const figure = event.target.closest?.('[data-figure]');
  const shown = figure && shownOf(figure);
  if (shown?.dataset.usual) shown.textContent = shown.dataset.usual;
}

document.addEventListener('pointerover', show);
document.addEventListener('focusin', show);
document.addEventListener('pointerout', hide);
document.addEventListener('focusout', hide);
