// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The help option and the look of the help, mixed into every command. */
@Command(
    synopsisHeading = "Usage: ",
    descriptionHeading = "%n",
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:it was tried and did not work",
      "2:the command line, or a file it names, is wrong",
      "3:the configuration is wrong",
      "4:no node runs on the data directory",
      "5:refused: the data directory is in use, a file is there already, a rule forbids it",
      "6:what was named is not there",
      "7:the node did not come up",
      "8:a deadline has passed",
      "9:a file or folder cannot be read or written",
      "10:the node runs, and its health is critical"
    },
    usageHelpAutoWidth = true,
    sortOptions = false,
    sortSynopsis = false)
final class HelpOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help and ends.")
  boolean help;
}
