// Prices as the snapshot has them: decimal strings, US dollars per million tokens or units, oldest first. `from` is the day
// on which a price begins; the one in force has none.
const decimal = (value) => Number(value).toFixed(9).replace(/\.?0+$/, '');
const base = (price) => (typeof price === 'object' ? price.base : price);
const tier = (price) => (typeof price === 'object' ? price.tiers.at(-1) : undefined);
const dearest = (...prices) => prices.filter((price) => price !== undefined).reduce((a, b) => Math.max(a, b), 0);
const HOUR = 3600;

/** The prices of a model of @pydantic/genai-prices that are in force today or begin later. */
export function pricesOf(model, today) {
  if (!Array.isArray(model.prices)) return [price(model, model.prices)].filter(Boolean);
  const dated = model.prices.filter((entry) => entry.constraint?.type !== 'time_of_date');
  const begun = dated.filter((entry) => !entry.constraint || entry.constraint.start_date <= today).slice(-1);
  const later = dated.filter((entry) => entry.constraint?.start_date > today);
  // Prices by the hour of the day: the dearest holds all day, so that a cap does.
  const hours = model.prices.filter((entry) => entry.constraint?.type === 'time_of_date');
  const now = [...begun, ...hours].map((entry) => price(model, entry.prices)).filter(Boolean);
  const highest = now.sort((a, b) => b.output - a.output).slice(0, 1);
  return [...highest, ...later.map((entry) => ({ from: entry.constraint.start_date, ...price(model, entry.prices) }))];
}

function price(model, prices) {
  if (prices.input_audio_hours !== undefined && prices.input_mtok === undefined) {
    return { input: '0', output: '0', unit: { of: 'second', price: decimal((prices.input_audio_hours / HOUR) * 1e6) } };
  }
  const free = prices.output_mtok === undefined;
  if (prices.input_mtok === undefined || (free && !/embed|voyage|moderation/.test(model.id))) return undefined;
  const long = tier(prices.input_mtok) ?? tier(prices.output_mtok);
  return { ...rates(prices, base), ...(long && { long: { from: long.start, ...rates(prices, (p) => tier(p)?.price ?? base(p)) } }) };
}

function rates(prices, pick) {
  const input = pick(prices.input_mtok);
  // A picture that comes out costs more than words do, and providers do not always say which tokens were which.
  const output = dearest(pick(prices.output_mtok) ?? 0, pick(prices.output_image_mtok), pick(prices.output_reasoning_mtok));
  return {
    input: decimal(input),
    ...(prices.cache_read_mtok !== undefined && { cached_input: decimal(pick(prices.cache_read_mtok)) }),
    ...(prices.cache_write_mtok !== undefined && { cache_write: decimal(pick(prices.cache_write_mtok)) }),
    output: decimal(output),
    ...(prices.input_audio_mtok !== undefined && { audio_input: decimal(pick(prices.input_audio_mtok)) }),
    ...(prices.output_audio_mtok !== undefined && { audio_output: decimal(pick(prices.output_audio_mtok)) }),
  };
}

/** The price of a model of @earendil-works/pi-ai, where zero means that it does not know. */
export function pricesOfOpen(model) {
  const cost = model.cost;
  if (!cost || (!cost.input && !cost.output)) return [];
  const long = cost.tiers?.at(-1);
  return [{ ...openRates(cost), ...(long && { long: { from: long.inputTokensAbove, ...openRates(long) } }) }];
}

function openRates(cost) {
  return {
    input: decimal(cost.input),
    ...(cost.cacheRead && { cached_input: decimal(cost.cacheRead) }),
    ...(cost.cacheWrite && { cache_write: decimal(cost.cacheWrite) }),
    output: decimal(cost.output),
  };
}
