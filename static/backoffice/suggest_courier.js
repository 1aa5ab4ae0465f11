// Chooses the courier that a typed or scanned tracking number looks like, until staff choose one.
(() => {
  const number = document.querySelector("[data-suggest-courier]");
  const courier = number.form.querySelector("select[name=courier]");
  let chosen = false;
  let asked = "";
  let timer;

  courier.addEventListener("change", () => { chosen = true; });
  number.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, 250);
  });

  async function suggest() {
    const typed = number.value.trim();
    if (chosen || typed.length < 6 || typed === asked) return;
    asked = typed;
    const url = `${number.dataset.suggestCourier}?number=${encodeURIComponent(typed)}`;
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok || chosen || typed !== number.value.trim()) return;
    const [likeliest] = (await answer.json()).couriers;
    if (likeliest) courier.value = likeliest;
  }
})();
