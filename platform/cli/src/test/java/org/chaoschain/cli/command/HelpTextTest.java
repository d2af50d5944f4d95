// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** A help text is a format: a lone per cent sign in it is printed with a warning. */
class HelpTextTest {
  @TestFactory
  Stream<DynamicTest> eachCommandsTextIsAFormat() {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    return all(Commands.line(new Shell(nowhere, nowhere, Map.of())))
        .map(
            command ->
                DynamicTest.dynamicTest(
                    command.getCommandSpec().qualifiedName(),
                    () ->
                        texts(command)
                            .forEach(
                                text ->
                                    assertThatCode(() -> String.format(text))
                                        .as(text)
                                        .doesNotThrowAnyException())));
  }

  private static Stream<CommandLine> all(CommandLine line) {
    return Stream.concat(
        Stream.of(line), line.getSubcommands().values().stream().flatMap(HelpTextTest::all));
  }

  private static List<String> texts(CommandLine line) {
    UsageMessageSpec usage = line.getCommandSpec().usageMessage();
    return Stream.concat(
            Stream.of(usage.header(), usage.description(), usage.footer()),
            line.getCommandSpec().options().stream().map(OptionSpec::description))
        .flatMap(Stream::of)
        .toList();
  }
}
