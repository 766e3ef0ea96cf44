// One tab at a time writes a project: Web Locks say which, a channel tells the others what it wrote.

export type ProjectLock = {
  /** False: another tab holds the project. */
  readonly isHeld: boolean;
  /** Tells the tabs that only look that there is something new. */
  readonly announce: () => void;
  readonly release: () => void;
};

export type ProjectLocks = {
  readonly take: (
    projectId: string,
    listeners: {
      /** The tab that held the project is gone, and this one may take it. */
      readonly onFree: () => void;
      readonly onChanged: () => void;
    },
  ) => Promise<ProjectLock>;
};

type Channel = Pick<BroadcastChannel, "postMessage" | "close" | "onmessage">;

/** Without `manager` (pages that are not served securely) every tab holds what it asks for. */
export function createProjectLocks(
  manager: LockManager | null,
  openChannel: (name: string) => Channel | null,
): ProjectLocks {
  async function hold(name: string): Promise<(() => void) | null> {
    if (manager === null) return () => undefined;
    return new Promise((resolve) => {
      void manager.request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) {
          resolve(null);
          return;
        }
        return new Promise<void>((release) => {
          resolve(release);
        });
      });
    });
  }

  return {
    take: async (projectId, { onFree, onChanged }) => {
      const name = `icefront-project-${projectId}`;
      const channel = openChannel(name);
      const release = await hold(name);
      if (release !== null)
        return {
          isHeld: true,
          announce: () => channel?.postMessage("changed"),
          release: () => {
            channel?.close();
            release();
          },
        };
      const waiting = new AbortController();
      if (channel !== null) channel.onmessage = onChanged;
      // Asks for its turn and lets go at once: whoever is told takes the lock anew.
      manager
        ?.request(name, { signal: waiting.signal }, () => undefined)
        .then(onFree, () => undefined);
      return {
        isHeld: false,
        announce: () => undefined,
        release: () => {
          channel?.close();
          waiting.abort();
        },
      };
    },
  };
}
