// The service worker: the app's own files out of the browser's cache, so that the page opens without a connection.
import {
  APP_GROUP,
  CACHE_PREFIX,
  OFFLINE_LIST,
  type OfflineFile,
  TAKE_OVER,
  unchangedFiles,
} from "./offlineFiles.ts";

const worker = self as unknown as ServiceWorkerGlobalScope;
/** The build puts this version's name here. */
const VERSION = "__OFFLINE_VERSION__";
const CACHE = CACHE_PREFIX + VERSION;
const urlOf = (path: string) => new URL(path, worker.registration.scope).href;

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("message", ({ data }) => {
  if (data === TAKE_OVER) void worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(worker.registration.scope)) return;
  event.respondWith(answer(request));
});

/** What an older version's cache holds unchanged is taken over; the rest of the app is fetched. */
async function install(): Promise<void> {
  const response = await fetch(urlOf(OFFLINE_LIST), { cache: "no-cache" });
  const files: readonly OfflineFile[] = await response.clone().json();
  const cache = await caches.open(CACHE);
  await cache.put(urlOf(OFFLINE_LIST), response);
  for (const name of await olderCaches()) {
    const older = await caches.open(name);
    const list: readonly OfflineFile[] =
      (await (await older.match(urlOf(OFFLINE_LIST)))?.json()) ?? [];
    for (const path of unchangedFiles(list, files)) {
      const kept = await older.match(urlOf(path));
      if (kept !== undefined) await cache.put(urlOf(path), kept);
    }
  }
  for (const { path, group } of files)
    if (group === APP_GROUP && (await cache.match(urlOf(path))) === undefined)
      await cache.add(urlOf(path));
}

async function activate(): Promise<void> {
  for (const name of await olderCaches()) await caches.delete(name);
  await worker.clients.claim();
}

async function olderCaches(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(CACHE_PREFIX) && name !== CACHE);
}

/** Cached files first; what is fetched for the first time is kept if it is one of the app's. */
async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const key = request.mode === "navigate" ? urlOf("index.html") : withoutQuery(request.url);
  const kept = await cache.match(key);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.status === 200 && (await isOwn(cache, key))) {
    const copy = response.clone();
    // A full cache costs only the copy.
    void cache.put(key, copy).catch(() => undefined);
  }
  return response;
}

async function isOwn(cache: Cache, url: string): Promise<boolean> {
  const files: readonly OfflineFile[] =
    (await (await cache.match(urlOf(OFFLINE_LIST)))?.json()) ?? [];
  return files.some(({ path }) => urlOf(path) === url);
}

function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
