// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * A help text is a format, so that a lone per cent sign in it is printed with a warning; and it is
 * wrapped where the terminal ends, so that a line that is broken in the text as well is ragged.
 */
class HelpTextTest {
  private static final int WIDTH = 80;
  private static final int FIRST = 120;

  @TestFactory
  Stream<DynamicTest> eachCommandsTextIsAFormat() {
    return each(
        command ->
            texts(command)
                .forEach(
                    text ->
                        assertThatCode(() -> String.format(text))
                            .as(text)
                            .doesNotThrowAnyException()));
  }

  @TestFactory
  Stream<DynamicTest> aParagraphIsBrokenByTheTerminalAndNotInTheText() {
    return each(
        command ->
            assertThat(description(command))
                .as("wider than %d, and goes on in the next", WIDTH)
                .noneMatch(text -> text.length() > WIDTH && goesOn(text)));
  }

  @TestFactory
  Stream<DynamicTest> theFirstSentenceStandsAloneSinceListsOfCommandsShowIt() {
    return each(
        command -> {
          String[] description = description(command);
          assertThat(description).isNotEmpty();
          assertThat(description[0]).hasSizeLessThanOrEqualTo(FIRST);
          assertThat(goesOn(description[0])).as(description[0]).isFalse();
        });
  }

  private static Stream<DynamicTest> each(Consumer<CommandLine> check) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    return all(Commands.line(new Shell(nowhere, nowhere, Map.of())))
        .map(
            command ->
                DynamicTest.dynamicTest(
                    command.getCommandSpec().qualifiedName(), () -> check.accept(command)));
  }

  private static String[] description(CommandLine command) {
    return command.getCommandSpec().usageMessage().description();
  }

  private static boolean goesOn(String paragraph) {
    return !paragraph.stripTrailing().matches("(?s).*[.:!?)}]");
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
