//! PNG files: `image` writes the pixels, and what else a file says of itself is put in behind its header.
//!
//! The pixels are compressed with the encoder's fast mode and the Paeth filter, the best trade on these pictures: 7 ms
//! and 1.7 MB at 1024², where the next smaller file takes seven times as long. Another version of the encoder may give
//! other bytes, never other pixels.

use std::io::{self, Write};

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::error::EncodingError;
use image::{ExtendedColorType, ImageEncoder, ImageError, ImageFormat, ImageResult, RgbImage};

/// Where the header ends: behind the signature of eight bytes and the IHDR chunk with its thirteen.
const HEADER: usize = 8 + CHUNK + 13;
/// The bytes of a chunk beside its content: length, type and checksum.
const CHUNK: usize = 4 + 4 + 4;

/// Pixels in a metre: 300 in an inch, as printers want pictures. Screens do not look at it; without it many programs
/// take 72, and the largest picture becomes a poster of one and a half metres.
const RESOLUTION: u32 = 11_811;
/// The unit of [`RESOLUTION`] in a pHYs chunk.
const METRE: u8 = 1;
/// The rendering intent “perceptual” in an sRGB chunk.
const PERCEPTUAL: u8 = 0;
/// What PNG recommends as gAMA beside sRGB, for readers that know only the older chunk: 1/2.2, in hundred-thousandths.
const GAMMA: u32 = 45_455;

/// A file with these pixels and these texts.
pub(super) fn encode(picture: &RgbImage, texts: &[(&str, &str)]) -> ImageResult<Vec<u8>> {
    // Most pictures come out at half their pixels' size.
    let mut file = Vec::with_capacity(picture.len() / 2);
    write(picture, texts, &mut file)?;
    Ok(file)
}

/// Writes a file with these pixels and these texts, each with its keyword. Says that the pixels are sRGB, 300 in an inch.
pub(super) fn write(picture: &RgbImage, texts: &[(&str, &str)], to: impl Write) -> ImageResult<()> {
    let mut to = BehindHeader { to, header_left: HEADER, chunks: metadata(texts), failure: None };
    let encoder = PngEncoder::new_with_quality(&mut to, CompressionType::Fast, FilterType::Paeth);
    let written = encoder.write_image(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8);
    // The encoder makes one kind of error of its own mistakes and of those of what it writes to.
    match (written, to.failure) {
        (Ok(()), _) => Ok(()),
        (Err(_), Some(failure)) => Err(ImageError::IoError(failure)),
        (Err(mistake), None) => {
            Err(ImageError::Encoding(EncodingError::new(ImageFormat::Png.into(), mistake)))
        }
    }
}

/// Puts chunks in behind the header of the file that is written through it.
struct BehindHeader<W> {
    to: W,
    /// Bytes of the header that are still to come.
    header_left: usize,
    chunks: Vec<u8>,
    /// Why nothing more can be written.
    failure: Option<io::Error>,
}

impl<W: Write> BehindHeader<W> {
    fn put(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.header_left == 0 {
            return self.to.write(bytes);
        }
        let written = self.to.write(&bytes[..bytes.len().min(self.header_left)])?;
        self.header_left -= written;
        if self.header_left == 0 {
            self.to.write_all(&self.chunks)?;
        }
        Ok(written)
    }

    /// Keeps why it failed, as the encoder passes on the words alone.
    fn kept<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        done.map_err(|error| {
            let kind = error.kind();
            if kind != io::ErrorKind::Interrupted {
                self.failure = Some(error);
            }
            kind.into()
        })
    }
}

impl<W: Write> Write for BehindHeader<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let put = self.put(bytes);
        self.kept(put)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.to.flush();
        self.kept(flushed)
    }
}

/// The chunks that lie between the header and the pixels.
fn metadata(texts: &[(&str, &str)]) -> Vec<u8> {
    let mut chunks = Vec::new();
    let resolution = RESOLUTION.to_be_bytes();
    append(&mut chunks, *b"pHYs", &[&resolution[..], &resolution, &[METRE]].concat());
    append(&mut chunks, *b"sRGB", &[PERCEPTUAL]);
    append(&mut chunks, *b"gAMA", &GAMMA.to_be_bytes());
    for (keyword, text) in texts {
        append(&mut chunks, *b"tEXt", &[&latin1(keyword)[..], &[0], &latin1(text)].concat());
    }
    chunks
}

/// A text in the encoding that tEXt has. What Latin-1 lacks becomes a question mark, and so does a zero, which ends the
/// keyword.
fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(letter).ok().filter(|byte| *byte != 0).unwrap_or(b'?')).collect()
}

fn append(chunks: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(&kind);
    checksum.update(content);
    chunks.extend((content.len() as u32).to_be_bytes());
    chunks.extend(kind);
    chunks.extend(content);
    chunks.extend(checksum.finalize().to_be_bytes());
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use png::{ColorType, DecodeOptions, Decoder, PixelDimensions, ScaledFloat, SrgbRenderingIntent, Unit};

    use super::*;

    /// Reads with the `png` crate, which had no part in our chunks, and which is told to check every checksum.
    fn reader(file: &[u8]) -> png::Reader<Cursor<&[u8]>> {
        let mut options = DecodeOptions::default();
        options.set_skip_ancillary_crc_failures(false);
        options.set_ignore_checksums(false);
        Decoder::new_with_options(Cursor::new(file), options).read_info().expect("a PNG")
    }

    fn picture() -> RgbImage {
        RgbImage::from_fn(37, 11, |x, y| image::Rgb([x as u8 * 6, y as u8 * 20, 255 - x as u8]))
    }

    #[test]
    fn a_reader_that_is_not_ours_finds_the_pixels_and_everything_that_the_file_says_of_itself() {
        let file = encode(&picture(), &[("helix-ritual", "{\"v\":1}"), ("Software", "helix-bot é ☃")]);
        let file = file.expect("a PNG");
        let mut reader = reader(&file);
        let mut pixels = vec![0; picture().len()];
        reader.next_frame(&mut pixels).expect("pixels");
        reader.finish().expect("an end");
        assert!(pixels == *picture().as_raw());

        let info = reader.info();
        assert_eq!((info.width, info.height, info.color_type), (37, 11, ColorType::Rgb));
        assert_eq!(info.srgb, Some(SrgbRenderingIntent::Perceptual));
        assert_eq!(info.gama_chunk, Some(ScaledFloat::from_scaled(45_455)));
        let Some(PixelDimensions { xppu: 11_811, yppu: 11_811, unit: Unit::Meter }) = info.pixel_dims else {
            panic!("{:?}", info.pixel_dims);
        };
        let texts: Vec<(&str, &str)> = info
            .uncompressed_latin1_text
            .iter()
            .map(|chunk| (chunk.keyword.as_str(), chunk.text.as_str()))
            .collect();
        assert_eq!(texts, [("helix-ritual", "{\"v\":1}"), ("Software", "helix-bot é ?")]);
    }

    /// Takes a byte at a time.
    struct Slow(Vec<u8>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.extend(bytes.first());
            Ok(bytes.len().min(1))
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_file_is_the_same_in_whatever_pieces_it_is_written() {
        let (texts, mut file) = ([("Software", "helix-bot")], Slow(Vec::new()));
        write(&picture(), &texts, &mut file).expect("written");
        assert_eq!(file.0, encode(&picture(), &texts).expect("a PNG"));
    }

    #[test]
    fn a_byte_that_changes_in_any_of_our_chunks_breaks_its_checksum() {
        let file = encode(&picture(), &[("Software", "helix-bot")]).expect("a PNG");
        let ours = HEADER..HEADER + metadata(&[("Software", "helix-bot")]).len();
        for place in ours {
            let mut garbled = file.clone();
            garbled[place] ^= 1;
            let mut options = DecodeOptions::default();
            options.set_skip_ancillary_crc_failures(false);
            let read = Decoder::new_with_options(Cursor::new(&garbled[..]), options).read_info();
            assert!(read.is_err(), "{place}");
        }
    }
}
