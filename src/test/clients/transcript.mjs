// What all clients share: where the gateway is, how often it was called, and how a run is told.

const { GATEWAY, KEY, PENNILESS_KEY, MANAGEMENT_KEY, MODEL, BROKEN_MODEL } = process.env;
export const gateway = GATEWAY;
export const keys = { good: KEY, penniless: PENNILESS_KEY, management: MANAGEMENT_KEY, unknown: "sk-nemo-nobody" };
export const models = { good: MODEL, broken: BROKEN_MODEL, unknown: "acme/none" };

export const weather = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
};

let requests = 0;
const plainFetch = globalThis.fetch;
globalThis.fetch = (...request) => {
  requests++;
  return plainFetch(...request);
};

/** How a call fails: the client's own error, and how many requests it took. */
export async function failure(call) {
  const before = requests;
  try {
    const answer = await call();
    return { answered: answer ?? null, attempts: requests - before };
  } catch (error) {
    return {
      class: error.constructor.name,
      status: error.status ?? error.statusCode ?? null,
      code: error.code ?? null,
      type: error.type ?? null,
      requestId: error.requestID ?? error.request_id ?? null,
      message: error.message,
      attempts: requests - before,
    };
  }
}

/** The refusals that no client may repeat. */
export async function refusals(call) {
  return {
    401: await failure(() => call(keys.unknown, models.good)),
    402: await failure(() => call(keys.penniless, models.good)),
    403: await failure(() => call(keys.management, models.good)),
    404: await failure(() => call(keys.good, models.unknown)),
  };
}

export async function collect(stream) {
  const parts = [];
  for await (const part of stream) {
    parts.push(part);
  }
  return parts;
}

/** Runs each step and prints what came of it as one line of JSON. */
export async function tell(steps) {
  const told = {};
  for (const [name, step] of Object.entries(steps)) {
    try {
      told[name] = await step();
    } catch (error) {
      told[name] = { failed: `${error.constructor.name}: ${error.message}` };
    }
  }
  console.log(JSON.stringify(told));
}
