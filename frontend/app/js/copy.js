// [data-copy="#id"]: copies the text of that element and says so.
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  const label = button.querySelector('[data-copy-label]') ?? button;
  const before = label.textContent;
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    label.textContent = 'Copied';
  } catch {
    // Without a safe connection there is no clipboard: select the text, so that one keystroke copies it.
    getSelection().selectAllChildren(source);
    label.textContent = 'Selected: press Ctrl+C';
  }
  setTimeout(() => { label.textContent = before; }, 2000);
});

// The buttons do nothing without this script, so they appear with it.
document.documentElement.classList.add('has-script');
