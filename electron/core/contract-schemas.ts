/** The shape of every command's input: nothing reaches a handler that has not passed here. Types come from the contract. */
import { z } from 'zod'
import type { CommandName, Input } from '../../shared/contract.ts'
import { type ChannelId, type EventId, platformIds, readChannelId, readEventId } from '../../shared/model.ts'
import { preferencesSchema } from './settings.ts'

const channel = z.custom<ChannelId>(
  (value) => typeof value === 'string' && value.length <= 400 && readChannelId(value) !== undefined,
  'is no channel id',
)
const row = z.custom<EventId>(
  (value) => typeof value === 'string' && value.length <= 1000 && readEventId(value) !== undefined,
  'is no event id',
)
const id = z.string().min(1, 'is empty').max(200, 'is longer than any id')
const platform = z.enum(platformIds)
const nothing = z.strictObject({})
/** Far above every platform's limit, which is checked with its own words later. */
const messageText = z.string().max(20_000, 'is longer than any platform takes at once')
const reason = z.string().max(500, 'is longer than 500 characters').exactOptional()
const person = { channel, author: id }

export const commandSchemas: { readonly [Name in CommandName]: z.ZodType<Input<Name>> } = {
  'host.info': nothing,
  'channels.add': z.strictObject({
    text: z.string().max(2_000, 'is longer than any name or address'),
    accountId: id.nullable().exactOptional(),
  }),
  'channels.remove': z.strictObject({ channel }),
  'channels.reorder': z.strictObject({ channels: z.array(channel).max(500) }),
  'channels.useAccount': z.strictObject({ channel, accountId: id.nullable() }),
  'channels.reconnect': z.strictObject({ channel }),
  'channels.seen': z.strictObject({ channels: z.array(channel).max(500) }),
  'messages.send': z.strictObject({
    text: messageText,
    targets: z.array(channel).min(1, 'choose at least one channel to send to').max(100, 'are more than 100 channels'),
    replyTo: row.exactOptional(),
  }),
  'deliveries.send': z.strictObject({ delivery: id }),
  'deliveries.dismiss': z.strictObject({ delivery: id }),
  'moderation.remove': z.strictObject({ channel, row }),
  'moderation.timeout': z.strictObject({ ...person, seconds: z.number().int().min(1).max(1_209_600), reason }),
  'moderation.untimeout': z.strictObject(person),
  'moderation.ban': z.strictObject({ ...person, reason }),
  'moderation.unban': z.strictObject(person),
  'accounts.setClientId': z.strictObject({ platform, clientId: z.string().max(200, 'is longer than any client id') }),
  'accounts.signIn': z.strictObject({ platform, permissionSets: z.array(id).max(20) }),
  'accounts.cancelSignIn': z.strictObject({ attempt: id }),
  'accounts.openSignInPage': z.strictObject({ attempt: id }),
  'accounts.signOut': z.strictObject({ accountId: id }),
  'preferences.change': z.strictObject({
    theme: preferencesSchema.shape.theme.exactOptional(),
    fontSize: preferencesSchema.shape.fontSize.exactOptional(),
    density: preferencesSchema.shape.density.exactOptional(),
    animateEmotes: preferencesSchema.shape.animateEmotes.exactOptional(),
    showTimes: preferencesSchema.shape.showTimes.exactOptional(),
    announce: preferencesSchema.shape.announce.exactOptional(),
    sendBoxes: preferencesSchema.shape.sendBoxes.exactOptional(),
    hidePrivate: preferencesSchema.shape.hidePrivate.exactOptional(),
    targets: preferencesSchema.shape.targets.exactOptional(),
    keys: preferencesSchema.shape.keys.exactOptional(),
  }),
  'links.open': z.strictObject({ url: z.string().min(1, 'is empty').max(2_048, 'is longer than an address may be') }),
  'alerts.dismiss': z.strictObject({ id }),
  'feed.visibility': z.strictObject({ visible: z.boolean() }),
  'feed.acknowledge': z.strictObject({ sequence: z.number().int().min(0) }),
  'feed.resync': nothing,
  'window.change': z.strictObject({
    alwaysOnTop: z.boolean().exactOptional(),
    opacity: z.number().min(0.3).max(1).exactOptional(),
    compact: z.boolean().exactOptional(),
  }),
  'window.open': z.strictObject({ view: z.union([channel, z.literal('all')]).exactOptional() }),
  'desktop.change': z.strictObject({
    closeToTray: z.boolean().exactOptional(),
    notifyMentions: z.boolean().exactOptional(),
    startAtLogin: z.boolean().exactOptional(),
    spellCheck: z
      .array(z.string().regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/u, 'is no language'))
      .max(10)
      .exactOptional(),
    proxy: z
      .discriminatedUnion('mode', [
        z.strictObject({ mode: z.enum(['system', 'none']) }),
        z.strictObject({ mode: z.literal('manual'), url: z.string().max(300, 'is longer than any proxy’s address') }),
      ])
      .exactOptional(),
    checkForUpdates: z.boolean().exactOptional(),
  }),
  'desktop.keepSecrets': z.strictObject({ where: z.enum(['memory', 'file']) }),
  'desktop.checkForUpdate': nothing,
  'desktop.update': nothing,
}
