declare module 'mapshaper' {
  const mapshaper: {
    applyCommands(
      commands: string,
      input: Readonly<Record<string, string>>,
    ): Promise<Record<string, Uint8Array>>;
  };
  export default mapshaper;
}
