import type { DeviceRequest } from '../identity/identity.ts'
import { type ControlContext, controlError, findUser } from './context.ts'
import type { Control } from './types.ts'

type SignInControl = Pick<
  Control,
  | 'devices'
  | 'approveDevice'
  | 'refuseDevice'
  | 'expireDevice'
  | 'approveDevicesAutomatically'
  | 'issueToken'
  | 'revokeTokens'
  | 'expireTokens'
  | 'restrictClients'
>

const simulatedClientId = 'simulatedclient0123456789abcdef'

export const createSignInControl = (context: ControlContext): SignInControl => {
  const { settings, world, identity } = context
  const pending = (userCode: string | undefined): DeviceRequest => {
    const waiting = identity.devices().filter((request) => request.state === 'pending')
    const chosen = userCode === undefined ? waiting.at(-1) : waiting.find((request) => request.userCode === userCode)
    if (chosen === undefined) throw controlError('No device code is waiting.')
    return chosen
  }
  return {
    devices: () => identity.devices().map(({ userCode, scopes, state }) => ({ userCode, scopes, state })),
    approveDevice(input) {
      const request = pending(input.userCode)
      request.userId = findUser(world, input.user).id
      request.state = 'approved'
    },
    refuseDevice(input) {
      pending(input.userCode).state = 'refused'
    },
    expireDevice(input) {
      pending(input.userCode).expiresAt = settings.clock.now()
    },
    approveDevicesAutomatically: (input) =>
      identity.approveAutomatically(input.user === undefined ? undefined : findUser(world, input.user).id),
    issueToken(input) {
      const user = findUser(world, input.user)
      const grant = identity.issue(input.clientId ?? simulatedClientId, user.id, input.scopes)
      const { accessToken, refreshToken, clientId, userId, scopes } = grant
      return { accessToken, refreshToken, clientId, userId, scopes }
    },
    revokeTokens(input) {
      const { id } = findUser(world, input.user)
      for (const grant of identity.grants()) if (grant.userId === id && !grant.revoked) identity.revoke(grant)
    },
    expireTokens(input) {
      const { id } = findUser(world, input.user)
      for (const grant of identity.grants()) if (grant.userId === id) grant.expiresAt = settings.clock.now()
    },
    restrictClients: (input) => identity.restrictClients(input.clients),
  }
}
