/* From attributes to a SKU: pure functions of a product's SKUs. */

const valueOf = (sku, name) => sku.attributes.find((each) => each.name === name)?.value;

/** The first SKU that can be had, or the first at all; undefined where there is none. */
export function firstChoice(skus) {
  return skus.find((each) => each.available > 0) ?? skus[0];
}

/** Each attribute with its values: which is chosen, and the SKU that each would lead to. */
export function options(skus, chosen) {
  const names = [...new Set(skus.flatMap((sku) => sku.attributes.map((each) => each.name)))];
  return names.map((name) => {
    const values = [...new Set(skus.map((sku) => valueOf(sku, name)).filter(Boolean))];
    return {
      name,
      values: values.map((value) => ({
        value,
        isChosen: valueOf(chosen, name) === value,
        leadsTo: pick(skus, chosen, name, value),
      })),
    };
  });
}

/** The SKU with this value that differs least from the chosen one; of equals, one in stock. */
function pick(skus, chosen, name, value) {
  const likeness = (sku) =>
    chosen.attributes.filter((each) => each.name !== name && valueOf(sku, each.name) === each.value)
      .length;
  const candidates = skus.filter((sku) => valueOf(sku, name) === value);
  const better = (one, other) =>
    likeness(other) - likeness(one) || (other.available > 0) - (one.available > 0);
  return candidates.sort(better)[0];
}
