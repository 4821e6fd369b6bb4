// What a test asks of a page that calls: the events of its data channel, and what it hears.

/** Keeps a call for the test to look at; `hangUp` ends it from this side. */
export const keep = ({ id, peer, events, hangUp }) => {
  globalThis.caller = {
    id,
    events: () => [...events],
    state: () => peer.connectionState,
    /** How much sound came so far, as WebRTC counts it. */
    energy: async () => {
      let sum = 0;
      for (const report of (await peer.getStats()).values())
        if (report.type === 'inbound-rtp') sum += report.totalAudioEnergy ?? 0;
      return sum;
    },
    hangUp,
  };
  return id;
};

/** The call id that an answer carries. */
export const idOf = (response) => response.headers.get('location')?.split('/').at(-1);
