// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles in memory. */
final class Compiled {
  private Compiled() {}

  /**
   * The class files of a type {@code T} and of a package-info.
   *
   * @throws IllegalStateException with what the compiler says if it does not compile
   */
  static List<byte[]> of(String type, String packageInfo) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter told = new StringWriter();
    Output output = new Output(javac.getStandardFileManager(null, null, null));
    boolean good =
        javac
            .getTask(
                told,
                output,
                null,
                List.of("--release", "17", "-proc:none", "-Xlint:none"),
                null,
                Stream.of(new Source("T", type), new Source("package-info", packageInfo)).toList())
            .call();
    if (!good) {
      throw new IllegalStateException(told.toString());
    }
    return output.written.stream().map(ByteArrayOutputStream::toByteArray).toList();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("memory:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Output extends ForwardingJavaFileManager<JavaFileManager> {
    private final List<ByteArrayOutputStream> written = new ArrayList<>();

    Output(JavaFileManager manager) {
      super(manager);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, Kind kind, FileObject sibling) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      written.add(bytes);
      return new SimpleJavaFileObject(
          URI.create("memory:///" + className.replace('$', '_')), kind) {
        @Override
        public OutputStream openOutputStream() {
          return bytes;
        }
      };
    }
  }
}
