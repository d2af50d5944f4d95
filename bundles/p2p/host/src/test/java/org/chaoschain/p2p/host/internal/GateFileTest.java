// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.chaoschain.p2p.host.core.gate.GateRule;
import org.chaoschain.p2p.host.core.gate.GateRule.Subject;
import org.chaoschain.p2p.host.core.gate.GateRules;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of the control command on disk. */
class GateFileTest {
  @TempDir Path folder;
  private GateFile file;

  @BeforeEach
  void open() {
    file = new GateFile(folder);
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("rules.txt"), text);
  }

  @Test
  void without_a_file_there_are_no_rules() throws IOException {
    assertThat(file.read().all()).isEmpty();
  }

  @Test
  void what_was_written_is_read_and_only_the_owner_may_read_it() throws IOException {
    GateRules rules =
        GateRules.of(
            List.of(
                new GateRule(false, Subject.parse("203.0.113.0/24"), "floods us, twice a day"),
                new GateRule(false, Subject.parse("*"), ""),
                new GateRule(true, Subject.parse("2001:db8::/32"), "")));
    file.write(rules);
    file.write(rules);
    assertThat(new GateFile(folder).read().all()).isEqualTo(rules.all());
    assertThat(Files.getPosixFilePermissions(file.path()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (var files = Files.list(folder)) {
      assertThat(files).as("nothing is left beside it").hasSize(1);
    }
  }

  @Test
  void what_was_cut_off_in_a_write_changes_nothing() throws IOException {
    file.write(GateRules.of(List.of(new GateRule(false, Subject.parse("*"), ""))));
    Files.writeString(folder.resolve("rules.txt.new"), "chaoschain-gate 1\nal");
    assertThat(file.read().size()).isEqualTo(1);
    file.write(GateRules.NONE);
    assertThat(file.read().size()).isZero();
  }

  @Test
  void another_format_and_a_line_that_is_off_are_told_with_their_place() throws IOException {
    write("chaoschain-gate 2\n");
    assertThatThrownBy(() -> file.read()).hasMessageContaining("rules.txt:1: 'chaoschain-gate 1'");
    write("chaoschain-gate 1\ndeny *\nforbid *\n");
    assertThatThrownBy(() -> file.read()).hasMessageContaining("rules.txt:3: a line is 'allow'");
    write("chaoschain-gate 1\ndeny 10.0.0.1/8\n");
    assertThatThrownBy(() -> file.read()).hasMessageContaining("rules.txt:2: 10.0.0.1 has bits");
    write("");
    assertThatThrownBy(() -> file.read()).isInstanceOf(IOException.class);
  }
}
