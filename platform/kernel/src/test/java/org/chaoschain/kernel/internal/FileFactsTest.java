// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was read of a file is used as long as the file is the same, and never otherwise. */
class FileFactsTest {
  @TempDir Path folder;
  private Path file;
  private Path kept;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("file"), "one");
    kept = folder.resolve("facts");
  }

  @Test
  void aFileIsReadOnce() throws IOException {
    assertThat(start(new Text())).isEqualTo("one");
    Text second = new Text();
    assertThat(start(second)).isEqualTo("one");
    assertThat(second.reads).isZero();
  }

  @Test
  void aFileOfTheSameSizeAndTimeIsReadAgain() throws IOException {
    start(new Text());
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, "two");
    Files.setLastModifiedTime(file, time);
    assertThat(start(new Text())).isEqualTo("two");
  }

  @Test
  void aFileThatTookItsPlaceIsReadAgain() throws IOException {
    start(new Text());
    Path other = Files.writeString(folder.resolve("other"), "two");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(start(new Text())).isEqualTo("two");
  }

  @Test
  void eachByteThatIsNotAsItWasWrittenMakesAllBeReadAgain() throws IOException {
    start(new Text());
    byte[] good = Files.readAllBytes(kept);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      Files.write(kept, bad);
      assertReadAgain();
    }
  }

  @Test
  void aFileThatWasCutIsOfNoUse() throws IOException {
    start(new Text());
    byte[] good = Files.readAllBytes(kept);
    for (int length = 0; length < good.length; length++) {
      Files.write(kept, java.util.Arrays.copyOf(good, length));
      assertReadAgain();
    }
  }

  @Test
  void aFileAboveTheLimitIsNotRead() throws IOException {
    Files.write(kept, new byte[(4 << 20) + 1]);
    assertReadAgain();
  }

  @Test
  void whatCannotBeWrittenDownIsReadAgain() throws IOException {
    start(new Text("unwritable"));
    Text second = new Text("unwritable");
    start(second);
    assertThat(second.reads).isEqualTo(1);
  }

  @Test
  void whatIsNotUsedAnyMoreIsNotKept() throws IOException {
    start(new Text());
    long size = Files.size(kept);
    for (int i = 0; i < 5; i++) {
      Files.writeString(file, "content " + i);
      start(new Text());
    }
    assertThat(Files.size(kept)).isLessThan(2 * size);
  }

  @Test
  void aFailureToReadIsTheCallersAndNothingIsKept() {
    FileFacts facts = FileFacts.of(kept);
    assertThatThrownBy(() -> facts.get(file, new Text("broken"))).isInstanceOf(IOException.class);
    assertThat(kept).doesNotExist();
  }

  private void assertReadAgain() throws IOException {
    Text text = new Text();
    assertThat(FileFacts.of(kept).get(file, text)).isEqualTo("one");
    assertThat(text.reads).isEqualTo(1);
  }

  private String start(Text text) throws IOException {
    FileFacts facts = FileFacts.of(kept);
    String fact = facts.get(file, text);
    facts.keep(kept);
    return fact;
  }

  private static final class Text implements FileFacts.Kind<String, IOException> {
    private final String name;
    private int reads;

    Text() {
      this("text");
    }

    Text(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String read(Path from) throws IOException {
      reads++;
      if (name.equals("broken")) {
        throw new IOException("broken");
      }
      return Files.readString(from);
    }

    @Override
    public Optional<List<String>> texts(String fact) {
      return name.equals("unwritable") ? Optional.empty() : Optional.of(List.of("", fact));
    }

    @Override
    public String of(Path from, List<String> texts) {
      return texts.get(1);
    }
  }
}
