// A pause in which queued messages (a cancel) are handled.

/** Longest stretch of work without giving messages a chance. */
export const YIELD_AFTER_MS = 40;

/** Faster than a timer, which browsers hold back. */
export function nextMessage(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
