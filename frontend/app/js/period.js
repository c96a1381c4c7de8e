// a[data-period="name"]: the menu's links to pages with a period keep the one that was chosen on this page without loading it anew.
document.addEventListener('htmx:pushedIntoHistory', () => {
  const chosen = new URLSearchParams(location.search);
  const links = [...document.querySelectorAll('a[data-period]')];
  const name = links.map((link) => link.dataset.period).find((parameter) => chosen.has(parameter));
  if (!name) return;
  for (const link of links) {
    const address = new URL(link.href);
    if (['24h', '7d', '30d'].includes(chosen.get(name))) address.searchParams.set(link.dataset.period, chosen.get(name));
    else address.searchParams.delete(link.dataset.period);
    link.href = address;
  }
});
