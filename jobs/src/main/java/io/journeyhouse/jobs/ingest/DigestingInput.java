package io.journeyhouse.jobs.ingest;

import io.journeyhouse.common.keys.Hashes;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Counts and digests a file's bytes while they are read. */
final class DigestingInput extends FilterInputStream {
  private final MessageDigest digest = Hashes.newSha256();
  private long count;

  DigestingInput(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      digest.update((byte) value);
      count++;
    }
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    if (read > 0) {
      digest.update(buffer, offset, read);
      count += read;
    }
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Reads what is left, so that count and checksum are those of the whole file. */
  void drain() throws IOException {
    byte[] buffer = new byte[1 << 16];
    int read;
    do {
      read = read(buffer, 0, buffer.length);
    } while (read >= 0);
  }

  long count() {
    return count;
  }

  /** SHA-256 of all bytes read, lower-case hexadecimal; once. */
  String checksum() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
