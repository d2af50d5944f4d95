// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestsTest {
  private static final Manifests MANIFESTS = new Manifests();

  @TempDir Path folder;

  @Test
  void importsOfJavaAreLeftOut() throws Exception {
    Map<String, String> headers =
        read("java.io,a.b;version=\"[1,2)\";resolution:=optional,java.util,javax.naming, java.nio");
    assertThat(headers.get("import-package"))
        .isEqualTo("a.b;version=\"[1,2)\";resolution:=optional,javax.naming");
    assertThat(headers).containsEntry("Bundle-SymbolicName", "some");
  }

  @Test
  void importsOfJavaAloneAreNone() throws Exception {
    assertThat(read("java.io,java.util.function;resolution:=optional"))
        .doesNotContainKey("Import-Package");
  }

  @Test
  void whatIsKnownIsWhatIsRead() throws Exception {
    Map<String, String> headers = read("java.io,a,b");
    assertThat(MANIFESTS.of(folder.resolve("some.jar"), MANIFESTS.texts(headers).orElseThrow()))
        .isEqualTo(headers);
  }

  private Map<String, String> read(String imports) throws Exception {
    return MANIFESTS.read(
        new SourceBundle("some")
            .header("Import-Package", imports)
            .write(folder.resolve("some.jar")));
  }
}
