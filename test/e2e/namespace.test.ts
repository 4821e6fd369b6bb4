import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { bin, cleanUp, folder, node, records, spawned, start } from './program.ts';

afterEach(cleanUp);

const key = ['sk', 'nobody', 'has', 'this'].join('-');

/** Whether this machine lets us make a network of our own: a container may not, and macOS cannot. */
const networks = spawnSync('unshare', ['-rnm', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
const inNetwork = describe.skipIf(!networks);

/** Runs lines of bash in a network with nothing but a loopback; `$RT` is the program, `$HERE` a folder. */
const alone = (lines: string) =>
  spawned('unshare', ['-rnm', 'bash', '-c', `set -e\nip link set lo up\n${lines}`], {
    env: { OPENAI_API_KEY: key, RT: `${node} ${bin}`, NODE: node, HERE: folder() },
  });

/** A name server that answers every question with one code (RFC 1035, section 4.1.1), or never; says "asked" of each. */
const nameServer = `
  const socket = require('dgram').createSocket('udp4');
  socket.on('message', (question, from) => {
    console.error('asked');
    if (!Number(process.argv[1])) return;
    const answer = Buffer.from(question);
    answer[2] |= 0x80;
    answer[3] = (answer[3] & 0xf0) | Number(process.argv[1]);
    socket.send(answer, from.port, from.address);
  });
  socket.bind(53, '127.0.0.1', () => console.error('answering'));`;

if (!networks) {
  it.skip(
    'names, and a network that goes away: this machine gives us no network of our own (unshare -rnm, ip)',
  );
}

inNetwork('a name server', { timeout: 60_000 }, () => {
  it.each([
    ['that knows no such host', 3, 'there is no such host'],
    ['that fails', 2, 'the name server failed or did not answer'],
    ['that is silent', 0, 'the name server failed or did not answer'],
  ])('%s: the host and the failure are named, five times at most', async (_, code, failure) => {
    const { ended } = alone(`
      printf 'nameserver 127.0.0.1\\noptions timeout:1 attempts:1\\n' > $HERE/resolv.conf
      mount --bind $HERE/resolv.conf /etc/resolv.conf
      coproc SERVER { exec $NODE -e '${nameServer.replaceAll("'", `'"'"'`)}' ${code} 2>&1; }
      read -r _ <&\${SERVER[0]}
      $RT tail rtc_u1_far --base-url https://api.example.com/v1 || echo "exit $?"
      kill $SERVER_PID`);
    const { stdout, stderr } = await ended;
    expect(stdout).toContain('exit 5');
    const tries = stderr.split('\n').filter((line) => line.includes('dialling again'));
    expect(tries).toHaveLength(4);
    tries.forEach((line, n) => {
      expect(line).toContain(`cannot find api.example.com: ${failure}; dialling again`);
      expect(line).toContain(`(${n + 2} of at most 5)`);
    });
    expect(stderr).toContain(`cannot find api.example.com: ${failure}; tried 5 times`);
  });
});

describe('a host that answers no SYN', () => {
  it('is given up after 15 s, and dialled again', { timeout: 90_000 }, async () => {
    // Nobody accepts here, and once the queue is full the kernel drops what else comes.
    const host = spawn(process.execPath, [
      '-e',
      `const server = require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
         console.log(String(server.address().port));
         process.kill(process.pid, 'SIGSTOP');
       });`,
    ]);
    const sockets: Socket[] = [];
    try {
      const [line] = await once(createInterface(host.stdout), 'line');
      const port = Number(line);
      const dial = (): Promise<boolean> => {
        const socket = connect(port, '127.0.0.1');
        sockets.push(socket.on('error', () => undefined));
        return Promise.race([
          once(socket, 'connect').then(() => true),
          new Promise<boolean>((resolve) => setTimeout(resolve, 1000, false)),
        ]);
      };
      // Its queue holds two or three, depending on the kernel.
      while (await dial()) expect(sockets.length).toBeLessThan(64);

      const began = performance.now();
      const program = start(['tail', 'rtc_u1_deaf', '--base-url', `http://127.0.0.1:${port}/v1`], {
        env: { OPENAI_API_KEY: key },
      });
      await program.shows(/dialling again/);
      expect(performance.now() - began).toBeGreaterThan(14_900);
      expect(program.stderr()).toContain(`no answer from 127.0.0.1:${port} in 15 s; dialling again`);
      program.kill('SIGINT');
      expect((await program.ended).code).toBe(130);
    } finally {
      for (const socket of sockets) socket.destroy();
      host.kill('SIGKILL');
    }
  });
});

inNetwork('a network that goes away', { timeout: 120_000 }, () => {
  it('is noticed although nothing says so, with the time of the last thing heard', async () => {
    const { ended } = alone(`
      coproc SIM { exec $RT sim --scenario idle --json; }
      read -r READY <&\${SIM[0]}
      field() { $NODE -p 'JSON.parse(process.argv[1])'"$1" "$READY"; }
      export OPENAI_API_KEY="$(field .api_key)"
      CALL=$(field '.calls[0]')
      $RT tail $CALL --json --base-url "$(field .base_url)" > $HERE/out 2> $HERE/err & WATCH=$!
      until grep -q attached $HERE/err; do sleep 0.1; done
      ip link set lo down
      SECONDS=0
      until grep -q '"retrying"' $HERE/out; do sleep 0.1; [ $SECONDS -lt 60 ]; done
      echo "noticed after $SECONDS s" >&2
      kill -INT $WATCH; wait $WATCH || echo "exit $?" >&2
      cat $HERE/err >&2; cat $HERE/out
      kill $SIM_PID`);
    const { stdout, stderr } = await ended;
    // 25 s are promised; the machine may be busy.
    expect(Number(/noticed after (\d+) s/.exec(stderr)?.[1])).toBeLessThan(40);
    expect(stderr).toContain('exit 130');
    expect(records(stdout).at(-1)).toMatchObject({
      kind: 'end',
      reason: 'dropped',
      complete: false,
      exit: { code: 130 },
    });
  });
});
