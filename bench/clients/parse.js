// The baseline called (b): ws and JSON.parse, nothing else. Reads a call to its end and prints the number of events.
import { createRequire } from 'node:module';

// Required, not imported: an import of ws costs 50 ms more on Node 20, and the baseline should be at its best.
const { WebSocket } = createRequire(import.meta.url)('ws');

let count = 0;
const socket = new WebSocket(process.argv[2], { perMessageDeflate: false });
socket.on('message', (data) => {
  if (typeof JSON.parse(data.toString()).type === 'string') count += 1;
});
socket.on('close', () => console.log(count));
