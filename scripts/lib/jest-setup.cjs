/** Before tests of the built service: what they run must be what the sources say. */
module.exports = async () => {
  const { setup } = await import('./setup.mjs');
  await setup();
};
