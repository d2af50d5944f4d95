// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys come from metatype; values are checked against them; what is wrong is told in words. */
class ConfigurationTest {
  private static final String METATYPE =
      """
      <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
        <OCD id="c" name="Yamux" description="d">
          <AD id="max.streams" type="Integer" default="256" min="1" max="1024" description="Streams"/>
          <AD id="timeout" type="String" default="10s" min="1s" max="1h"/>
          <AD id="window" type="String" default="256KiB" max="16MiB"/>
          <AD id="bytes" type="Long" default="5"/>
          <AD id="ratio" type="Double" default="0.1" min="0" max="1"/>
          <AD id="on" type="Boolean" default="true"/>
          <AD id="mode" type="String" default="fast"><Option value="fast"/><Option value="slow"/></AD>
          <AD id="listen" type="String" cardinality="100" default="/ip4/127.0.0.1/tcp/0"/>
          <AD id="ports" type="Integer" cardinality="-5" min="1"/>
          <AD id="name" type="String" max="8"/>
        </OCD>
        <Designate pid="org.chaoschain.transport.yamux"><Object ocdref="c"/></Designate>
        <Designate factoryPid="org.chaoschain.factory"><Object ocdref="c"/></Designate>
      </metatype:MetaData>
      """;

  private static final String KEY = "transport.yamux.";

  @TempDir Path folder;

  private static List<ConfigurationKey> keys() {
    try {
      return Metatype.read(new ByteArrayInputStream(METATYPE.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ConfigurationLoader loader() {
    return new ConfigurationLoader().keys(keys());
  }

  private static Configuration flags(Map<String, String> flags) throws ConfigurationException {
    return loader().flags(flags).load();
  }

  private static Object parsed(String attribute, String value) throws ConfigurationException {
    return flags(Map.of(KEY + attribute, value))
        .dictionaries()
        .get("org.chaoschain.transport.yamux")
        .get(attribute);
  }

  private static String problem(String attribute, String value) {
    ConfigurationException e =
        catchThrowableOfType(
            ConfigurationException.class, () -> flags(Map.of(KEY + attribute, value)));
    return e.getMessage();
  }

  @Test
  void aKeyIsThePidWithoutTheProjectAndTheAttribute() {
    assertThat(keys()).extracting(ConfigurationKey::name).contains("transport.yamux.max.streams");
    assertThat(keys())
        .extracting(ConfigurationKey::pid)
        .containsOnly("org.chaoschain.transport.yamux");
    assertThat(keys().get(0).variable()).isEqualTo("CHAOS_TRANSPORT_YAMUX_MAX_STREAMS");
    assertThat(ConfigurationKey.name("org.example.x", "a.b")).isEqualTo("org.example.x.a.b");
  }

  @Test
  void theFormOfTheDefaultTellsTimesAndSizesFromText() {
    assertThat(keys())
        .extracting(ConfigurationKey::type)
        .containsExactly(
            ValueType.INTEGER,
            ValueType.TIME,
            ValueType.SIZE,
            ValueType.LONG,
            ValueType.DOUBLE,
            ValueType.BOOLEAN,
            ValueType.STRING,
            ValueType.STRING,
            ValueType.INTEGER,
            ValueType.STRING);
  }

  @Test
  void valuesReachConfigurationAdminInTheirTypes() throws Exception {
    assertThat(parsed("max.streams", "7")).isEqualTo(7);
    assertThat(parsed("bytes", "8")).isEqualTo(8L);
    assertThat(parsed("ratio", "0.5")).isEqualTo(0.5);
    assertThat(parsed("on", "FALSE")).isEqualTo(false);
    assertThat(parsed("timeout", "5m")).isEqualTo("5m");
    assertThat(parsed("window", "1MiB")).isEqualTo("1MiB");
    assertThat(parsed("window", "65536")).isEqualTo("65536");
    assertThat(parsed("listen", "a, b\\,c ,d")).isEqualTo(new String[] {"a", "b,c", "d"});
    assertThat(parsed("listen", "")).isEqualTo(new String[] {});
    assertThat(parsed("ports", "1,2")).isEqualTo(new Integer[] {1, 2});
  }

  @Test
  void defaultsAreTheBundlesOwnBusiness() throws Exception {
    assertThat(loader().load().dictionaries()).isEmpty();
    assertThat(loader().load().value(KEY + "max.streams")).isEqualTo("256");
  }

  @Test
  void aWrongValueIsToldWithWhatIsExpected() {
    assertThat(problem("max.streams", "1.5"))
        .isEqualTo(
            "command line: transport.yamux.max.streams: '1.5' is not a whole number from 1 to 1024");
    assertThat(problem("max.streams", "0"))
        .contains("'0' is too small; expected is a whole number from 1 to 1024");
    assertThat(problem("timeout", "10"))
        .contains("'10' is not a time span such as 10s from 1s to 1h");
    assertThat(problem("timeout", "2h")).contains("'2h' is too large");
    assertThat(problem("window", "1GB"))
        .contains("'1GB' is not a size such as 64KiB of at most 16MiB");
    assertThat(problem("window", "999999999999999GiB")).contains("is not a size such as 64KiB");
    assertThat(problem("on", "yes")).contains("'yes' is not true or false");
    assertThat(problem("mode", "quick")).contains("'quick' is not one of fast, slow");
    assertThat(problem("ports", "1,x"))
        .contains("'x' is not a list, with commas, of a whole number of at least 1");
    assertThat(problem("name", "far too long"))
        .contains("'far too long' is longer than 8 characters");
    assertThat(problem("ratio", "NaN")).contains("'NaN' is not a number from 0 to 1");
  }

  @Test
  void anUnknownKeyIsToldWithTheNearestOne() {
    assertThat(problem("max.streems", "5"))
        .isEqualTo(
            "command line: unknown key transport.yamux.max.streems (value '5'); did you mean"
                + " transport.yamux.max.streams?");
    assertThat(
            catchThrowableOfType(
                ConfigurationException.class, () -> flags(Map.of("nothing.like.it", "1"))))
        .hasMessage(
            "command line: unknown key nothing.like.it (value '1'); 'chaos config' lists the keys");
  }

  @Test
  void aFileTellsFileAndLineOfEachProblemAtOnce() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("chaos.properties"),
            """
            # a comment

            transport.yamux.max.streams = 12
            no equals sign
            transport.yamux.max.streams = 13
              transport.yamux.on=maybe
            = 5
            """);
    ConfigurationException e =
        catchThrowableOfType(ConfigurationException.class, () -> loader().file(file).load());
    assertThat(e.problems())
        .extracting(Problem::toString)
        .containsExactly(
            file + ":4: 'no equals sign' is not of the form key = value",
            file + ":5: the key transport.yamux.max.streams is set twice; it is on line 3 already",
            file + ":7: '= 5' is not of the form key = value",
            file + ":6: transport.yamux.on: 'maybe' is not true or false");
  }

  @Test
  void aFileThatIsNoTextIsRefused() throws Exception {
    Path file =
        Files.write(folder.resolve("chaos.properties"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> loader().file(file).load())
        .hasMessageContaining(file + ":1: the file is not text in UTF-8");
  }

  @Test
  void theLastSourceWinsAndIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "transport.yamux.max.streams = 2\n");
    Configuration configuration =
        loader()
            .feature(
                Path.of("node.json"), "org.chaoschain.transport.yamux", Map.of("max.streams", 1))
            .file(file)
            .environment(
                Map.of(
                    "CHAOS_TRANSPORT_YAMUX_MAX_STREAMS", "3", "PATH", "/bin", "CHAOS_HOME", "/h"))
            .load();
    Setting setting = configuration.setting(KEY + "max.streams").orElseThrow();
    assertThat(setting.value()).contains("3");
    assertThat(setting.source())
        .hasToString("environment variable CHAOS_TRANSPORT_YAMUX_MAX_STREAMS");
    assertThat(configuration.describe()).extracting(s -> s.key().name()).isSorted();
  }

  @Test
  void aFeaturesWrongAttributeIsAnErrorOfTheFeature() {
    assertThatThrownBy(
            () ->
                loader()
                    .feature(
                        Path.of("node.json"),
                        "org.chaoschain.transport.yamux",
                        Map.of("max.stream", 1))
                    .load())
        .hasMessage(
            "node.json: unknown key transport.yamux.max.stream (value '1'); did you mean"
                + " transport.yamux.max.streams?");
  }

  @Test
  void aConfigurationWithoutMetatypeIsTakenAsItIs() throws Exception {
    Configuration configuration =
        loader()
            .feature(Path.of("node.json"), "org.apache.felix.x", Map.of("a", 1, "b", true))
            .load();
    assertThat(configuration.dictionaries())
        .containsEntry("org.apache.felix.x", Map.of("a", 1, "b", true));
  }

  @Test
  void keysOfPluginsWaitForTheirBundle() throws Exception {
    Configuration configuration =
        new ConfigurationLoader()
            .flags(
                Map.of(
                    "plugin.transport.yamux.max.streams", "5",
                    "plugin.transport.yamux.max.streem", "5",
                    "plugin.other.key", "5"))
            .environment(Map.of("CHAOS_PLUGIN_TRANSPORT_YAMUX_ON", "no"))
            .load();
    Configuration.PluginDictionaries found = configuration.forPlugin(keys());
    assertThat(found.byPid())
        .isEqualTo(Map.of("org.chaoschain.transport.yamux", Map.of("max.streams", 5)));
    assertThat(found.problems())
        .extracting(Problem::message)
        .containsExactlyInAnyOrder(
            "unknown key plugin.transport.yamux.max.streem (value '5'); did you mean"
                + " plugin.transport.yamux.max.streams?",
            "CHAOS_PLUGIN_TRANSPORT_YAMUX_ON: 'no' is not true or false");
  }

  @Test
  void aMetatypeThatIsNotXmlIsRefused() {
    assertThatThrownBy(
            () -> Metatype.read(new ByteArrayInputStream("<OCD".getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a metatype resource");
  }

  @Property
  void anyTextGivesAValueOrAProblemNeverAnotherException(@ForAll String text) {
    for (ConfigurationKey key : keys()) {
      try {
        assertThat(key.parse(text)).isNotNull();
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("'");
      }
    }
  }

  @Property
  void anyFileGivesAssignmentsOrProblems(@ForAll @StringLength(max = 200) String text) {
    List<Problem> problems = new ArrayList<>();
    List<Assignment> assignments = ConfigurationFile.parse(Path.of("f"), text, problems);
    long lines =
        text.lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).count();
    assertThat((long) assignments.size() + problems.size()).isEqualTo(lines);
  }

  @Property
  void aListComesBackAsItWasWritten(@ForAll List<@StringLength(min = 1, max = 5) String> elements) {
    List<String> plain =
        elements.stream().map(e -> e.strip().replace("\\", "")).filter(e -> !e.isEmpty()).toList();
    ConfigurationKey listen =
        keys().stream().filter(key -> key.attribute().equals("listen")).findFirst().orElseThrow();
    assertThat((Object[]) listen.parse(ConfigurationKey.join(plain)))
        .isEqualTo(plain.toArray(new String[0]));
  }

  @Property
  void numbersWithinTheBoundsAreTakenAndOthersNot(
      @ForAll @IntRange(min = -2000, max = 4000) int number) {
    ConfigurationKey key = keys().get(0);
    if (number >= 1 && number <= 1024) {
      assertThat(key.parse(Integer.toString(number))).isEqualTo(number);
    } else {
      assertThatThrownBy(() -> key.parse(Integer.toString(number)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Example
  void theNearestWordIsTheOneWithTheFewestChanges() {
    assertThat(Nearest.to("peers", List.of("peer", "pears", "ears"))).contains("peer");
    assertThat(Nearest.to("xyz", List.of("abcdef"))).isEmpty();
    assertThat(Nearest.to("", List.of())).isEmpty();
  }
}
