import fc from 'fast-check';
import { parseOutboundAllow, type OutboundAllow } from '../../../src/config/outbound-allow';
import { judgeAddress } from '../../../src/outbound/address-rules';
import { OutboundPolicy } from '../../../src/outbound/outbound-policy';

function allowing(text: string): OutboundPolicy {
  const allow = parseOutboundAllow(text);
  if ('bad' in allow) {
    throw new Error(allow.bad);
  }
  return new OutboundPolicy(allow);
}

const NOTHING: OutboundAllow = { hosts: [], networks: [] };
const strict = new OutboundPolicy(NOTHING);

/** An IPv4 address of fewer parts, the last of which stands for the rest, each in a base of its own. */
function inParts(octets: readonly number[], parts: number, bases: readonly number[]): string {
  const first = octets.slice(0, parts - 1);
  const last = octets.slice(parts - 1).reduce((sum, octet) => sum * 256 + octet, 0);
  const prefixes = new Map([
    [16, '0x'],
    [8, '0'],
  ]);
  return [...first, last]
    .map((part, at) => {
      const base = bases[at] ?? 10;
      return `${prefixes.get(base) ?? ''}${part.toString(base)}`;
    })
    .join('.');
}

/** Everything that names this machine, a network around it or a metadata service, in every notation known. */
const REFUSED = [
  ...[
    'http://127.0.0.1/',
    'http://127.0.0.1:6400/',
    'http://127.1/',
    'http://127.0.1/',
    'http://127.255.0.9/',
  ],
  ...[
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://017700000001/',
  ],
  ...['http://127.0.0.1./', 'http://127.0.0.1.:8081/', 'http://0x7F.0x0.0x0.0x1/', 'http://%31%32%37.0.0.1/'],
  ...[
    'http://１２７.０.０.１/',
    'http://127。0。0。1/',
    'http://①②⑦.0.0.1/',
    'http:\\\\127.0.0.1\\',
    'http:127.0.0.1',
  ],
  ...['http://0/', 'http://0.0.0.0/', 'http://0.1.2.3/', 'http://255.255.255.255/', 'http://240.0.0.1/'],
  ...[
    'http://10.0.0.1/',
    'http://10.1/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.1.1/',
  ],
  ...[
    'http://192.168.257/',
    'http://3232235777/',
    'http://100.64.0.1/',
    'http://198.18.0.1/',
    'http://192.0.0.8/',
  ],
  ...[
    'http://192.0.2.1/',
    'http://198.51.100.1/',
    'http://203.0.113.1/',
    'http://192.88.99.1/',
    'http://224.0.0.1/',
  ],
  ...[
    'http://169.254.169.254/latest/meta-data/',
    'http://169.254.1/',
    'http://0xa9fea9fe/',
    'http://2852039166/',
  ],
  ...['http://168.63.129.16/', 'http://100.100.100.200/', 'http://192.0.0.192/', 'http://169.254.170.2/'],
  ...[
    'http://[::1]/',
    'http://[::]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::1]:8080/',
    'http://[::127.0.0.1]/',
  ],
  ...[
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[::ffff:a9fe:a9fe]/',
  ],
  ...['http://[::ffff:0:127.0.0.1]/', 'http://[64:ff9b::127.0.0.1]/', 'http://[64:ff9b::a9fe:a9fe]/'],
  ...[
    'http://[64:ff9b::10.0.0.1]/',
    'http://[64:ff9b:1::8.8.8.8]/',
    'http://[2002:7f00:1::]/',
    'http://[2002:808:808::]/',
  ],
  ...[
    'http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/',
    'http://[fe80::1]/',
    'http://[febf::1]/',
    'http://[fec0::1]/',
  ],
  ...[
    'http://[fc00::1]/',
    'http://[fd00:ec2::254]/',
    'http://[fd20:ce::254]/',
    'http://[ff02::1]/',
    'http://[100::1]/',
  ],
  ...[
    'http://[2001:db8::1]/',
    'http://[3fff::1]/',
    'http://[5f00::1]/',
    'http://[4000::1]/',
    'http://[::8.8.8.8]/',
  ],
  ...[
    'http://localhost/',
    'http://localhost./',
    'http://LOCALHOST:9/',
    'http://a.localhost/',
    'https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/',
  ],
];

const NOT_URLS = [
  ...[
    '',
    ' ',
    'example.org',
    '//example.org/',
    'http://',
    'http://[fe80::1%25eth0]/',
    'http://[fe80::1%eth0]/',
  ],
  ...[
    'file:///etc/passwd',
    'ftp://example.org/',
    'gopher://127.0.0.1:6379/_x',
    'data:,x',
    'javascript:alert(1)',
  ],
  ...['unix:/var/run/docker.sock', 'http://exa mple.org/', 'http://example.org/\n', ' http://example.org/'],
  ...[
    'http://example.org/\r\nHost: x',
    'ht\ttp://example.org',
    'http://example.org:70000/',
    'http://1.2.3.4.5/',
  ],
  ...['http://256.0.0.1/', 'http://0x100000000/', 'http://a.0x1/', `http://example.org/${'x'.repeat(2_048)}`],
];

const TAKEN = [
  ...[
    'http://example.org',
    'https://example.org/a?b=c#d',
    'https://example.org:8443/',
    'https://EXAMPLE.org./',
  ],
  ...['https://bücher.example/', 'http://8.8.8.8/', 'http://134744072/', 'https://[2606:4700::1111]/'],
  ...[
    'http://[::ffff:8.8.8.8]/',
    'http://[64:ff9b::8.8.8.8]/',
    'http://172.32.0.1/',
    'http://localhost.example.org/',
  ],
  ...[
    'http://10.0.0.1.example.org/',
    'http://example.org/http://127.0.0.1/',
    'http://redis/',
    'https://notlocalhost/',
  ],
];

describe('the rules about targets, with nothing allowed', () => {
  it.each(REFUSED)('refuse %s', (url) => {
    expect(strict.urlProblem(url)).toMatch(/^must not (point to|have the port)/);
  });

  it.each(NOT_URLS)('do not take %j for a URL', (url) => {
    expect(strict.urlProblem(url)).toMatch(/^must be an http:\/\/ or https:\/\/ URL/);
  });

  it.each(TAKEN)('have nothing against %s', (url) => {
    expect(strict.urlProblem(url)).toBeNull();
  });

  it.each(['http://user@example.org/', 'http://:pw@example.org/', 'http://example.org@127.0.0.1/'])(
    'refuse the user name or password of %s',
    (url) => {
      expect(strict.urlProblem(url)).toMatch(/user name/);
    },
  );

  it.each([22, 25, 53, 110, 6379, 5432, 11211, 6667])('refuse the port %i of another protocol', (port) => {
    expect(strict.urlProblem(`http://example.org:${port}/`)).toMatch(`the port ${port}`);
    expect(allowing('10.0.0.0/8').urlProblem(`http://10.0.0.1:${port}/`)).toMatch(`the port ${port}`);
  });

  it('say what kind of address it is', () => {
    expect(strict.urlProblem('http://2130706433/')).toBe(
      'must not point to 127.0.0.1, which is a loopback address',
    );
    expect(strict.urlProblem('http://[::ffff:a9fe:a9fe]/')).toMatch(/metadata service/);
  });

  it('refuse the addresses that a name may turn out to have', () => {
    for (const address of [
      '127.0.0.1',
      '::1',
      '::ffff:10.0.0.1',
      'fe80::1%eth0',
      '169.254.169.254',
      'x',
      '',
    ]) {
      expect(strict.addressProblem(address, 'example.org')).toMatch(/^must not point to/);
    }
    expect(strict.addressProblem('93.184.216.34', 'example.org')).toBeNull();
  });

  it('say the same of an IPv4 address in every notation', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const base = fc.constantFrom(10, 8, 16);
    fc.assert(
      fc.property(
        fc.tuple(fc.constantFrom(10, 127, 169, 172, 192, 224, 0, 8, 93), octet, octet, octet),
        fc.integer({ min: 1, max: 4 }),
        fc.tuple(base, base, base, base),
        fc.boolean(),
        (octets, parts, bases, dot) => {
          const odd = `http://${inParts(octets, parts, bases)}${dot ? '.' : ''}/`;
          const [a, b, c, d] = octets;
          const hex = ((a << 8) | b).toString(16);
          const plain = strict.urlProblem(`http://${octets.join('.')}/`);
          expect(strict.urlProblem(odd)).toBe(plain);
          for (const v6 of [`::ffff:${octets.join('.')}`, `::ffff:${hex}:${((c << 8) | d).toString(16)}`]) {
            expect(strict.urlProblem(`http://[${v6}]/`) === null).toBe(plain === null);
          }
          expect(strict.urlProblem(`http://[64:ff9b::${octets.join('.')}]/`) === null).toBe(plain === null);
          expect(strict.urlProblem(`http://[2002:${hex}::1]/`)).not.toBeNull();
        },
      ),
    );
  });

  it('judge nothing as public that has a zone, or is written in another base', () => {
    expect(judgeAddress('2606:4700::1%eth0')).toMatchObject({ kind: 'special' });
    expect(judgeAddress('0x08080808')).toBeNull();
    expect(judgeAddress('8.8')).toBeNull();
  });
});

describe('the allow list', () => {
  it('lets through a network and no more', () => {
    const policy = allowing('10.1.0.0/16, fd00:1::/32,127.0.0.1');
    for (const url of [
      'http://10.1.2.3/',
      'http://[fd00:1::5]/',
      'http://127.0.0.1:81/',
      'http://[::ffff:10.1.0.1]/',
    ]) {
      expect(policy.urlProblem(url)).toBeNull();
    }
    for (const url of [
      'http://10.2.0.1/',
      'http://[fd00:2::5]/',
      'http://127.0.0.2/',
      'http://[64:ff9b::10.1.0.1]/',
    ]) {
      expect(policy.urlProblem(url)).not.toBeNull();
    }
    expect(policy.addressProblem('10.1.0.9', 'anything.example')).toBeNull();
  });

  it('vouches for a name in a private network, but nowhere more special', () => {
    const policy = allowing('hooks.internal, *.Svc.example');
    for (const name of [
      'hooks.internal',
      'hooks.internal.',
      'HOOKS.internal',
      'a.svc.example',
      'a.b.svc.example',
    ]) {
      expect(policy.addressProblem('10.0.0.1', name)).toBeNull();
      expect(policy.addressProblem('127.0.0.1', name)).toBeNull();
      expect(policy.addressProblem('fd00::1', name)).toBeNull();
      for (const address of [
        '169.254.169.254',
        '169.254.1.1',
        '0.0.0.0',
        '224.0.0.1',
        'fd00:ec2::254',
        '2002:7f00:1::',
      ]) {
        expect(policy.addressProblem(address, name)).not.toBeNull();
      }
    }
    for (const name of ['svc.example', 'evilsvc.example', 'hooks.internal.example', 'x.hooks.internal']) {
      expect(policy.addressProblem('10.0.0.1', name)).not.toBeNull();
    }
    expect(policy.addressProblem('10.0.0.1', null)).not.toBeNull();
    expect(policy.urlProblem('http://10.0.0.1/')).not.toBeNull();
  });

  it('opens a metadata service only by its very address', () => {
    expect(allowing('169.254.0.0/16').urlProblem('http://169.254.7.7/')).toBeNull();
    expect(allowing('169.254.0.0/16').urlProblem('http://169.254.169.254/')).not.toBeNull();
    expect(allowing('169.254.169.254').urlProblem('http://169.254.169.254/')).toBeNull();
    expect(allowing('fd00::/8').urlProblem('http://[fd00:ec2::254]/')).not.toBeNull();
    expect(allowing('fd00:ec2::254/128').urlProblem('http://[fd00:ec2::254]/')).toBeNull();
  });

  it('takes localhost by its name or its address', () => {
    expect(allowing('localhost').urlProblem('http://localhost:81/')).toBeNull();
    expect(allowing('127.0.0.0/8').urlProblem('http://localhost./')).toBeNull();
    expect(allowing('10.0.0.0/8').urlProblem('http://localhost/')).not.toBeNull();
  });

  it.each([
    '',
    'a b',
    'http://a',
    'a:80',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '::/129',
    '10.0.0.0/',
    '/8',
    '10.0.0',
    '0x7f.1',
  ])('does not take %j', (entry) => {
    expect(parseOutboundAllow(`10.0.0.1,${entry}`)).toEqual({ bad: entry });
  });
  it.each(['*', '*.', '.a', 'a.', 'a..b', '-a', 'fe80::1%eth0', 'x'.repeat(64)])(
    'does not take %j',
    (entry) => {
      expect(parseOutboundAllow(entry)).toEqual({ bad: entry });
    },
  );
});
