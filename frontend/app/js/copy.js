// [data-copy="#id"]: copies the text of that element and says so. Where the page has a secret, it goes in for what stands for it.
function textOf(source) {
  if ('value' in source) return source.value.trim();
  const secret = document.querySelector('[data-secret]');
  const copy = source.cloneNode(true);
  if (secret) for (const place of copy.querySelectorAll('[data-filled]')) place.textContent = secret.value.trim();
  return copy.textContent.trim();
}

// Without a safe connection there is no clipboard: select the text, so that one keystroke copies it.
function select(source) {
  if ('value' in source) {
    source.setAttribute('data-shown', '');
    source.select();
    return;
  }
  const secret = document.querySelector('[data-secret]');
  if (secret) for (const place of source.querySelectorAll('[data-filled]')) place.textContent = secret.value.trim();
  getSelection().selectAllChildren(source);
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  const label = button.querySelector('[data-copy-label]') ?? button;
  const before = label.textContent;
  try {
    await navigator.clipboard.writeText(textOf(source));
    label.textContent = 'Copied';
    if (source.matches('[data-secret]') || source.querySelector('[data-filled]')) document.dispatchEvent(new Event('nemo:copied'));
  } catch {
    select(source);
    label.textContent = 'Selected: press Ctrl+C';
  }
  setTimeout(() => { label.textContent = before; }, 2000);
});

// The buttons do nothing without this script, so they appear with it.
document.documentElement.classList.add('has-script');
