//! The account: what its owner knows, what MEGA keeps of it, and how a session begins.

use num_bigint::BigUint;
use serde_json::{Value, json};
use sha2::Sha512;

use super::crypto::{self, Block, base64, ecb_encrypt, mpi, random};

/// The account's address, password and handle. Worth nothing anywhere.
pub(super) const EMAIL: &str = "Archive@Helix.Example";
pub(super) const PASSWORD: &str = "a long pässword for mega";
pub(super) const HANDLE: &str = "HelixUser00";

/// As MEGA's clients do it since 2018.
const ROUNDS: u32 = 100_000;

/// A key pair made for this double: two primes, the private exponent, and the first prime's inverse.
const PRIMES: [&str; 2] = [
    "c73a7716ec49ff2c146011b6efefd31b2c3b4ace993e499e005741284688f891f8582cd56184a999797363f2b8421a97363f5fe7d08a2eb3\
     728a05082cc3057dabf7814bfe09d4f95c9ac981ba82ec12b0d48a869d5419de2adca1931eb2b26816f636b2d0ebb2b62e6dff7d86d05449\
     83a884a56afb1a13fbeac1bc4d657adf",
    "fc1d69dc4464594a2ea75f986b6ca8f39e7bfcb3a24fafeab84ad7e91a83602240fb4ae3ae605305f1ad1a296ee415f943ce4015192e2ecf\
     f659cf61781fe1fbf5c27b8cddfb6b862696a57723fee4b7b420ba2f1dc9abbd430914e038242eb6f5b83f0c578e5774afe68d1d0c47b69e\
     030e63f53cf3efd693909b47e625b179",
];
const EXPONENT: &str = "453faf7ebfb5675821c07a74120514d2cdd7ec638e28c297cada8c39132da1aa74a7023aede08545faa67438547ad2443ffc93d1948a3618b0f1\
     5139cd29bc265bb43bc62b6c6b514ca587dbd8a2c5ef85485a75b098fac7747a4313171238085be86bcda2de0afe5dea128d6533b7a7885e\
     3a044a1c2d08aa905d0405d996f4a2c97ffa69a7dd1e3e5de9a30df040c4208179b3509523afe44fb9669610db950df6accfc21bc19bf017\
     52962f2b91bcf9957e9eedc166ca812dbbd2a7b0ea3277c29e818c900539282858e30155b4d987cffd43fa03254d69fe62a0ca46dac9c8ce\
     0d438338d7af4816037a3a770e69fbf013d4023b7ce1ca8689ac1d098f51";
const INVERSE: &str = "6d756383b13ced3797f3ea58caf00f81e3c680fead090aa4f9ee4d9c7a0d777598933f033b6a5ff9e5274cf253a6a276652633e221c4650ca21d\
     a0dc56b7272e3c355599debe006709032af8d0949a2a9437bd830684fc35a7675b63438b66363c44f9c1e14b57464c7d7e21df1f5492c2af\
     7ba2f1987f2d9f53ec92aab24408";
const PUBLIC_EXPONENT: u32 = 17;

fn number(hex: &str) -> BigUint {
    BigUint::parse_bytes(hex.as_bytes(), 16).expect("hexadecimal digits")
}

/// When the account was made decides how its password is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Made {
    /// Since 2018: version 2, with a salt.
    Lately,
    /// Before: version 1.
    LongAgo,
}

pub(super) struct Account {
    made: Made,
    salt: [u8; 16],
    /// What the owner has to show.
    user_hash: String,
    /// Opens the encrypted master key.
    password_key: Block,
    pub(super) master: Block,
}

impl Account {
    pub(super) fn new(made: Made) -> Self {
        let salt = random();
        let (password_key, user_hash) = match made {
            Made::Lately => {
                let derived = pbkdf2::pbkdf2_hmac_array::<Sha512, 32>(PASSWORD.as_bytes(), &salt, ROUNDS);
                (std::array::from_fn(|at| derived[at]), base64(&derived[16..]))
            }
            Made::LongAgo => {
                let key = crypto::old_password_key(PASSWORD);
                (key, crypto::old_user_hash(&EMAIL.to_lowercase(), &key))
            }
        };
        Self { made, salt, user_hash, password_key, master: random() }
    }

    /// `us0`: how the password is to be used. Every address gets an answer, or they could be told apart.
    pub(super) fn prelogin(&self) -> Value {
        match self.made {
            Made::Lately => json!({"v": 2, "s": base64(&self.salt)}),
            Made::LongAgo => json!({"v": 1}),
        }
    }

    /// `us`: a session's name and what is needed to read it, or nothing if the login is wrong.
    pub(super) fn login(&self, request: &Value) -> Option<(String, Value)> {
        // Clients ask with the address in small letters; the password's salt or hash goes by that.
        if request["user"] != EMAIL.to_lowercase() || request["uh"] != self.user_hash {
            return None;
        }
        let mut session = [0; 43];
        session[..32].copy_from_slice(&random::<32>());
        // A leading zero would be lost in the number that this becomes.
        session[0] |= 0x80;
        session[32..].copy_from_slice(HANDLE.as_bytes());

        let primes = PRIMES.map(number);
        let modulus = &primes[0] * &primes[1];
        let mut padded = [0; 255];
        padded[..43].copy_from_slice(&session);
        padded[43..].copy_from_slice(&random::<212>());
        let sealed = BigUint::from_bytes_be(&padded).modpow(&PUBLIC_EXPONENT.into(), &modulus);

        let [first, second] = &primes;
        let mut private: Vec<u8> =
            [first, second, &number(EXPONENT), &number(INVERSE)].into_iter().flat_map(mpi).collect();
        private.resize(private.len().next_multiple_of(16), 0);
        ecb_encrypt(&self.master, &mut private);
        let mut master = self.master;
        ecb_encrypt(&self.password_key, &mut master);
        let answer = json!({
            "csid": base64(&mpi(&sealed)), "privk": base64(&private), "k": base64(&master), "u": HANDLE, "ach": 0,
        });
        Some((base64(&session), answer))
    }
}
