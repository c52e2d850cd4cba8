/**
 * Where an image may come from. Addresses come from platforms and, through them, from strangers: https on a host name
 * of the platform's list, or an origin that the endpoint table overrides, and nothing else; asked anew at every redirect.
 */

import { BlockList, isIP } from 'node:net'
import { isLoopbackName } from '../core/links.ts'

export interface AllowedPlaces {
  /** Host names, exact. */
  readonly hosts: readonly string[]
  /** Overridden endpoints' origins: https, or http on loopback. */
  readonly origins: readonly string[]
}

export interface CheckedAddress {
  readonly url: URL
  /** Only an overridden origin may lie in a private network or on this machine. */
  readonly mayBePrivate: boolean
}

/** Undefined for what may not be asked; `base` is what redirected there. */
export const checkAddress = (text: string, places: AllowedPlaces, base?: URL): CheckedAddress | undefined => {
  if (text.length > 2_048 || !URL.canParse(text, base?.href)) return undefined
  const url = new URL(text, base)
  if (url.username !== '' || url.password !== '') return undefined
  url.hash = ''
  if (places.origins.includes(url.origin)) {
    const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackName(url.hostname))
    return isSafe ? { url, mayBePrivate: true } : undefined
  }
  const isListed = url.protocol === 'https:' && url.port === '' && places.hosts.includes(url.hostname)
  return isListed ? { url, mayBePrivate: false } : undefined
}

/** Networks that no public host lives in (RFC 6890 and its siblings). */
export const createPrivateNetworks = (): BlockList => {
  const list = new BlockList()
  const add = (type: 'ipv4' | 'ipv6', networks: readonly (readonly [string, number])[]) => {
    for (const [network, prefix] of networks) list.addSubnet(network, prefix, type)
  }
  add('ipv4', [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
  ])
  add('ipv6', [
    ['::', 127],
    ['64:ff9b::', 96],
    ['64:ff9b:1::', 48],
    ['100::', 64],
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['fc00::', 7],
    ['fe80::', 10],
    ['fec0::', 10],
    ['ff00::', 8],
  ])
  return list
}

/** Also true for what is no address at all. */
export const isPrivateAddress = (address: string, networks: BlockList): boolean => {
  const version = isIP(address)
  return version === 0 || networks.check(address, version === 6 ? 'ipv6' : 'ipv4')
}
