import { BeeQueuePeer } from './bee-queue';
import { BullPeer } from './bull';
import { BullmqPeer } from './bullmq';
import { FloorPeer, SafeFloorPeer } from './floor';
import { GroupmqPeer } from './groupmq';
import type { Peer, PeerName } from './peer';
import { SluicePeer } from './sluice';

const MAKERS: Readonly<Record<PeerName, new () => Peer>> = {
  sluice: SluicePeer,
  bullmq: BullmqPeer,
  bull: BullPeer,
  'bee-queue': BeeQueuePeer,
  groupmq: GroupmqPeer,
  floor: FloorPeer,
  'safe-floor': SafeFloorPeer,
};

export async function openPeer(name: PeerName, redisPort: number): Promise<Peer> {
  const peer = new MAKERS[name]();
  await peer.open(redisPort);
  return peer;
}
