// Keyboard shortcuts: "g" and a letter lead to a section of the menu, "/" to the search of a list, "?" shows them all.
// They wait while somebody types or has a dialog open, and leave the browser's own shortcuts alone.
const shortcuts = document.getElementById('shortcuts');
const PATIENCE = 1500;

if (shortcuts) {
  let leading = 0;

  function isTyping(target) {
    return target.closest('input, textarea, select, [contenteditable]') !== null || document.querySelector('dialog[open]') !== null;
  }

  function follow(letter) {
    const link = document.querySelector(`.nav-link[data-shortcut="${CSS.escape(letter)}"]`);
    if (link) location.assign(link.href);
    return link !== null;
  }

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    const led = event.timeStamp - leading < PATIENCE;
    leading = 0;
    if (led && follow(event.key.toLowerCase())) {
      event.preventDefault();
    } else if (event.key === 'g') {
      leading = event.timeStamp;
    } else if (event.key === '?') {
      event.preventDefault();
      shortcuts.showModal();
    } else if (event.key === '/') {
      const search = document.querySelector('main input[type="search"]');
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    }
  });

  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-shortcuts-open]')) shortcuts.showModal();
    if (event.target === shortcuts || event.target.closest('[data-shortcuts-close]')) shortcuts.close();
  });
}
