package io.journeyhouse.jobs.sample;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One file of the world, made with its first row; compressed where its name says so. */
final class RawFile implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final Path path;
  private final @Nullable String header;
  private @Nullable OutputStream out;

  RawFile(Path path, @Nullable String header) {
    this.path = path;
    this.header = header;
  }

  void write(Bytes bytes, int from, int to) throws IOException {
    bytes.writeTo(open(), from, to);
  }

  private OutputStream open() throws IOException {
    if (out == null) {
      Files.createDirectories(path.getParent());
      OutputStream file = Files.newOutputStream(path);
      out =
          path.toString().endsWith(".gz")
              ? new BufferedOutputStream(new FastGzip(file), BUFFER)
              : new BufferedOutputStream(file, BUFFER);
      if (header != null) {
        out.write((header + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return out;
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
    }
  }

  /** Its header carries no time, so equal rows are equal bytes. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER);
      def.setLevel(1);
    }
  }
}
