// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.chaoschain.kernel.config.ConfigurationKey;
import org.chaoschain.kernel.config.Metatype;
import org.chaoschain.kernel.feature.BundleFiles;
import org.chaoschain.kernel.feature.Feature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of features and jars is what reading them gives. */
class KnownFilesTest {
  @TempDir Path folder;

  @Test
  void aFeatureWithValuesOfAllTypes() throws Exception {
    Files.createFile(folder.resolve("b-1-all.war"));
    Files.createFile(folder.resolve("c-2.jar"));
    Path file =
        Files.writeString(
            folder.resolve("feature.json"),
            """
            {"feature-resource-version":"1.0","id":"test:node:1",
             "bundles":[{"id":"a:b:war:all:1","start-order":7},{"id":"a:c:2"}],
             "configurations":{
               "empty":{},
               "factory~name":{"text":"","long":4711,"double":0.5,"yes":true},
               "typed":{"i:Integer":5,"f:Float":1.5,"texts":["a","b\\u0000c"],"longs:Long[]":[1,2],
                        "none:String[]":[]}}}
            """);
    BundleFiles jars = new BundleFiles(List.of(folder));
    FileFacts first = FileFacts.of(folder.resolve("facts"));
    Feature read = Feature.read(List.of(file), jars, first);
    assertThat(read.bundles()).hasSize(2);
    assertThat(read.configurations()).hasSize(3);
    first.keep(folder.resolve("facts"));
    assertThat(folder.resolve("facts")).exists();

    FileFacts second = FileFacts.of(folder.resolve("facts"));
    assertThat(Feature.read(List.of(file), jars, second))
        .usingRecursiveComparison()
        .withStrictTypeChecking()
        .isEqualTo(read);
    Files.delete(folder.resolve("facts"));
    second.keep(folder.resolve("facts"));
    assertThat(folder.resolve("facts")).describedAs("nothing was read again").doesNotExist();
  }

  @Test
  void theKeysOfAJar() throws Exception {
    Path jar = folder.resolve("jar.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("OSGI-INF/metatype/a.xml"));
      zip.write(
          """
          <MetaData xmlns="http://www.osgi.org/xmlns/metatype/v1.4.0">
            <OCD id="o" name="o">
              <AD id="plain" type="String" description="What it is"/>
              <AD id="empty" type="String" default=""/>
              <AD id="many" type="String" cardinality="5" default="a,b"/>
              <AD id="bound" type="Long" default="3" min="1" max="9"/>
              <AD id="one.of" type="String" default="x"><Option label="x" value="x"/><Option label="y" value=""/></AD>
            </OCD>
            <Designate pid="org.chaoschain.test"><Object ocdref="o"/></Designate>
          </MetaData>
          """
              .getBytes(StandardCharsets.UTF_8));
    }
    FileFacts first = FileFacts.of(folder.resolve("facts"));
    List<ConfigurationKey> read = Metatype.ofFile(jar, first);
    assertThat(read).hasSize(5);
    first.keep(folder.resolve("facts"));

    FileFacts second = FileFacts.of(folder.resolve("facts"));
    assertThat(Metatype.ofFile(jar, second)).isEqualTo(read);
    Files.delete(folder.resolve("facts"));
    second.keep(folder.resolve("facts"));
    assertThat(folder.resolve("facts")).describedAs("nothing was read again").doesNotExist();
  }
}
