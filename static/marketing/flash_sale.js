// What is sold of a flash sale, as it is now: the page asks for itself and takes its bars.
const EVERY = 5000;

async function refresh() {
  if (document.hidden || !document.querySelector("[data-live]")) return;
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const shown of document.querySelectorAll("[data-live]")) {
    const now = page.querySelector(`[data-live="${shown.dataset.live}"]`);
    if (now) shown.replaceWith(now);
  }
}

setInterval(refresh, EVERY);
