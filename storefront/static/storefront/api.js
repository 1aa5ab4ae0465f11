/* The one door to the shop: JSON under /api/v1/, no cookies, a token where somebody is signed in. */

import { language } from "./i18n.js";
import { keyOf, settled } from "./intents.js";
import { Problem, unreachable } from "./problem.js";
import { session } from "./session.js";
import { shopClock } from "./shop_clock.js";

const BASE = "/api/v1";
const PATIENCE = 15_000; // milliseconds
const LONGEST_WAIT = 3; // seconds that a Retry-After is waited for, rather than told

export const api = {
  get: (path, query) => ask("GET", withQuery(path, query)),
  post: (path, body) => ask("POST", path, { body }),
  patch: (path, body) => ask("PATCH", path, { body }),
  delete: (path) => ask("DELETE", path),
  /** Moves an order that was seen in this version: at another the shop refuses, and nothing moves. */
  move: (order, verb, body) =>
    ask("POST", `/orders/${order.number}/${verb}`, {
      body,
      headers: { "If-Match": `"${order.version}"` },
    }),
  /** A POST that creates or moves money: however often it is pressed, it happens once. */
  once,
  /** `{ changed, body, etag }`: a look that costs next to nothing while nothing has changed. */
  poll,
  /** The next page of a list, from the address that the last one named. */
  page: (next) => ask("GET", new URL(next).pathname.replace(BASE, "") + new URL(next).search),
};

async function once(path, body) {
  const key = keyOf(path, body);
  try {
    const answer = await ask("POST", path, { body, headers: { "Idempotency-Key": key } });
    settled(path, body);
    return answer;
  } catch (problem) {
    // Who does not know how it ended asks again under the same key.
    if (problem.isFinal) settled(path, body);
    throw problem;
  }
}

async function poll(path, etag) {
  const response = await send("GET", path, etag ? { headers: { "If-None-Match": etag } } : {});
  if (response.status === 304) return { changed: false, etag };
  return { changed: true, body: await read(response), etag: response.headers.get("ETag") };
}

async function ask(method, path, options = {}) {
  const response = await send(method, path, options);
  const wait = Number(response.headers.get("Retry-After"));
  const isRepeatable = method === "GET" || options.headers?.["Idempotency-Key"];
  if (response.status === 503 && isRepeatable && wait && wait <= LONGEST_WAIT) {
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    return read(await send(method, path, options));
  }
  return read(response);
}

async function send(method, path, { body, headers = {} } = {}) {
  const token = session.token();
  try {
    const response = await fetch(BASE + path, {
      method,
      credentials: "omit",
      headers: {
        Accept: "application/json",
        "Accept-Language": language,
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
    shopClock.hear(response.headers.get("X-Shop-Time"));
    return response;
  } catch (error) {
    throw unreachable(error);
  }
}

async function read(response) {
  if (response.status === 204) return null;
  const document = await response.json().catch(() => null);
  if (response.ok && document !== null) return document;
  const problem = new Problem(response, document);
  if (problem.code === "auth.token_invalid") session.end();
  throw problem;
}

function withQuery(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value);
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}
