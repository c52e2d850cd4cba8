/** A double-ended queue in one circular array: taking from the front costs the same however long it is. */
export interface Ring<Item> {
  readonly length: number
  at(index: number): Item | undefined
  push(item: Item): void
  shift(): Item | undefined
  /** Moves what follows back by one. */
  insert(index: number, item: Item): void
  remove(index: number): void
  /** The index of the first item for which `isBefore` is false; the items must be sorted by it. */
  search(isBefore: (item: Item) => boolean): number
}

const smallestCapacity = 16

export const createRing = <Item>(): Ring<Item> => {
  let slots: (Item | undefined)[] = new Array<Item | undefined>(smallestCapacity).fill(undefined)
  let head = 0
  let length = 0

  const slotOf = (index: number): number => (head + index) & (slots.length - 1)
  const at = (index: number): Item | undefined => (index < 0 || index >= length ? undefined : slots[slotOf(index)])

  const makeRoom = () => {
    if (length < slots.length) return
    const larger = new Array<Item | undefined>(slots.length * 2).fill(undefined)
    for (let index = 0; index < length; index++) larger[index] = slots[slotOf(index)]
    slots = larger
    head = 0
  }

  return {
    get length() {
      return length
    },
    at,
    push(item) {
      makeRoom()
      slots[slotOf(length)] = item
      length += 1
    },
    shift() {
      if (length === 0) return undefined
      const item = slots[head]
      slots[head] = undefined
      head = slotOf(1)
      length -= 1
      return item
    },
    insert(index, item) {
      makeRoom()
      for (let moving = length; moving > index; moving--) slots[slotOf(moving)] = slots[slotOf(moving - 1)]
      slots[slotOf(index)] = item
      length += 1
    },
    remove(index) {
      if (index < 0 || index >= length) return
      for (let moving = index; moving < length - 1; moving++) slots[slotOf(moving)] = slots[slotOf(moving + 1)]
      slots[slotOf(length - 1)] = undefined
      length -= 1
    },
    search(isBefore) {
      let low = 0
      let high = length
      while (low < high) {
        const middle = (low + high) >>> 1
        const item = at(middle)
        if (item !== undefined && isBefore(item)) low = middle + 1
        else high = middle
      }
      return low
    },
  }
}
