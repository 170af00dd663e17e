import ArgumentParser

/// `fieldbook bundle`: changes in a file, for colleagues whom no network reaches.
struct BundleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle",
    abstract: "Carry changes between devices in a file, without a network.",
    subcommands: [BundleExportCommand.self, BundleImportCommand.self, BundleShowCommand.self])
}
