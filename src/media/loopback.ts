const isLoopback = (address: string): boolean => address.startsWith('127.');

/**
 * A description that announces the addresses of this machine's loopback alone. (wrtc cannot be told which interfaces to
 * use, so its sockets are open on the others too; nobody is told.)
 */
export const loopbackOnly = (sdp: string): string =>
  sdp
    .split('\r\n')
    .filter((line) => {
      const address = /^a=candidate:\S+ \d+ \S+ \d+ (\S+) /.exec(line)?.[1];
      return address === undefined || isLoopback(address);
    })
    .map((line) => line.replace(/^(m=\S+) [1-9]\d* /, '$1 9 ').replace(/^c=IN IP[46] .*/, 'c=IN IP4 0.0.0.0'))
    .join('\r\n');
