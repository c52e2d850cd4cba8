/** Twitch as a platform: what the registry needs to know of it. */
import type { Platform } from '../platform.ts'
import { createTwitchAuth } from './auth.ts'
import { openTwitch } from './session.ts'

export const twitch: Platform = {
  id: 'twitch',
  name: 'Twitch',
  defaultEndpoints: {
    api: 'https://api.twitch.tv/helix',
    auth: 'https://id.twitch.tv/oauth2',
    socket: 'wss://eventsub.wss.twitch.tv/ws',
    irc: 'wss://irc-ws.chat.twitch.tv:443',
    images: 'https://static-cdn.jtvnw.net',
  },
  permissionSets: [
    {
      id: 'chat',
      name: 'Read and write chat',
      explains: 'Read the chats you open, write and reply in them with your account, and use your emotes.',
      scopes: ['user:read:chat', 'user:write:chat', 'user:read:emotes'],
    },
    {
      id: 'moderate',
      name: 'Moderate',
      explains: 'Delete messages, time people out, ban them and lift bans, in the channels where you are a moderator.',
      scopes: [
        'moderator:manage:chat_messages',
        'moderator:manage:banned_users',
        'user:read:moderated_channels',
        'moderator:read:chatters',
      ],
    },
  ],
  clientIdGuide: {
    registerUrl: 'https://dev.twitch.tv/console/apps/create',
    steps: [
      'Open Twitch’s developer console and sign in. Twitch asks for two-factor authentication.',
      'Choose “Register Your Application” and give it a name of your own.',
      'Enter http://localhost as the OAuth redirect URL. It is not used, but the form wants one.',
      'Choose a category such as “Chat Bot”, and “Public” as the client type. It cannot be changed later.',
      'Create it, open it with “Manage”, copy the Client ID and paste it here.',
    ],
  },
  imageHosts: ['static-cdn.jtvnw.net', 'd3aqoihi2n8ty8.cloudfront.net'],
  auth: createTwitchAuth,
  open: (context) => openTwitch(context),
}
