import { BlockList, isIP } from 'node:net'

/** Ranges that lead to this machine, its network, or nowhere: IANA's special-purpose registries for IPv4 and IPv6. */
const ranges = {
  ipv4: [
    '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24',
    '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15',
    '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
  ],
  // Only 2000::/3 is given out; of it these are not, or carry an IPv4 address that could be any.
  ipv6: [
    '::/3', '4000::/2', '8000::/1', '2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20',
  ],
} as const

function listOf(family: keyof typeof ranges): BlockList {
  const list = new BlockList()
  for (const range of ranges[family]) {
    const [network, bits] = range.split('/') as [string, string]
    list.addSubnet(network, Number(bits), family)
  }
  return list
}

// One each: a list takes an IPv4 address for the IPv6 one that maps it.
const special = { 4: listOf('ipv4'), 6: listOf('ipv6') }

/** Whether the IP address is one of the open internet. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address) as 0 | 4 | 6
  return version !== 0 && !special[version].check(address, version === 4 ? 'ipv4' : 'ipv6')
}
