// The command palette: opens on Ctrl-K, Cmd-K and its button, which leads to the search page without this script.
// The list comes from the server while somebody types; the arrow keys move in it and Enter follows the chosen link.
const palette = document.getElementById('palette');

if (palette) {
  const input = palette.querySelector('[role="combobox"]');
  const results = document.getElementById('palette-results');
  const status = palette.querySelector('[data-palette-status]');
  const options = () => [...results.querySelectorAll('[role="option"]')];
  const chosen = () => results.querySelector('[role="option"][aria-selected="true"]');

  function open() {
    if (!palette.open) palette.showModal();
    input.select();
  }

  function choose(option) {
    chosen()?.setAttribute('aria-selected', 'false');
    if (option) {
      option.setAttribute('aria-selected', 'true');
      option.scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', option.id);
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  }

  function move(key) {
    const all = options();
    if (all.length === 0) return false;
    const at = all.indexOf(chosen());
    const next = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1 }[key];
    choose(all[(next + all.length) % all.length]);
    return true;
  }

  document.addEventListener('keydown', (event) => {
    const shortcut = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k';
    if (!shortcut) return;
    event.preventDefault();
    if (palette.open) palette.close();
    else open();
  });

  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-palette-open]') && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open();
    }
    if (event.target === palette || event.target.closest('[data-palette-close]')) palette.close();
  });

  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && move(event.key)) event.preventDefault();
    if (event.key === 'Enter' && chosen()) {
      event.preventDefault();
      chosen().click();
    }
  });

  results.addEventListener('htmx:afterSwap', () => {
    const all = options();
    input.setAttribute('aria-expanded', String(all.length > 0));
    input.setAttribute('aria-controls', all.length > 0 ? 'palette-list' : 'palette-results');
    choose(all[0]);
    status.textContent = all.length === 1 ? '1 result' : `${all.length} results`;
  });

  if (navigator.platform.startsWith('Mac')) {
    for (const key of document.querySelectorAll('[data-palette-open] kbd')) key.textContent = '⌘ K';
  }
}
